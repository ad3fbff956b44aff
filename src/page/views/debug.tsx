/** For who looks for a cause: a trace, failures, changes of permissions, brokers, quotas, anomalies, deliveries, inputs. */

import { asked, useAddress } from '../address.ts'
import { LEISURELY_MS } from '../api/pace.ts'
import { useAnswer } from '../api/use-answer.ts'
import { InputTable } from '../components/input-table.tsx'
import { Shown } from '../components/loaded.tsx'
import { Section } from '../components/section.tsx'
import { ViewTitle } from '../components/view-title.tsx'
import { Brokers } from './debug/brokers.tsx'
import { DeadLetters } from './debug/dead-letters.tsx'
import { AnomalyTable, DeliveryTable, QuotaTable } from './debug/estate.tsx'
import { ExchangeTable, FailureTable } from './debug/failures.tsx'
import { PermissionChanges } from './debug/permission-changes.tsx'
import { TraceForm } from './debug/trace-form.tsx'

export function Debug() {
  const { scope, text } = useAddress()
  const filter = asked(scope)
  const pace = { every_ms: LEISURELY_MS }
  const failures = useAnswer('failures', filter, pace)
  const exchanges = useAnswer('exchange_failures', filter, pace)
  const changes = useAnswer('permission_changes', filter, pace)
  const brokers = useAnswer('brokers', {}, pace)
  const quotas = useAnswer('quotas', filter, pace)
  const anomalies = useAnswer('anomalies', filter, pace)
  const deliveries = useAnswer('failed_deliveries', filter, pace)
  const status = useAnswer('status', {}, pace)
  const letters = useAnswer('list_dead_letters', {}, pace)
  const kinds = text('kinds') === '' ? [] : text('kinds').split(',')
  return (
    <>
      <ViewTitle title="Debug">
        <a href="#inputs">Inputs</a>
        <a href="#dead-letters">Dead letters</a>
        <a href="#brokers">Brokers</a>
        <a href="#changes">Changes</a>
        <a href="#quotas">Quotas</a>
      </ViewTitle>
      <TraceForm />
      <Section
        title={kinds.length === 0 ? 'Inputs' : `Inputs that bring ${kinds.join(', ')}`}
        id="inputs"
        about="inputs"
      >
        <Shown of={status}>
          {({ inputs }) => (
            <InputTable
              inputs={
                kinds.length === 0
                  ? inputs
                  : inputs.filter((one) => one.kinds.some((kind) => kinds.includes(kind)))
              }
            />
          )}
        </Shown>
      </Section>
      <Section title="Dead letters: what was rejected" about="dead_letters" id="dead-letters">
        <Shown of={letters}>{(answer) => <DeadLetters answer={answer} reload={letters.reload} />}</Shown>
      </Section>
      <Section title="API calls that failed, last day" about="failures">
        <Shown of={failures}>{({ rows }) => <FailureTable rows={rows} />}</Shown>
      </Section>
      <Section title="Exchanges and AssumeRole calls that failed, last day" about="exchange_failures">
        <Shown of={exchanges}>{({ rows }) => <ExchangeTable rows={rows} />}</Shown>
      </Section>
      <Section title="Changes of policies and permissions, last week" about="permission_changes" id="changes">
        <Shown of={changes}>{({ rows }) => <PermissionChanges rows={rows} />}</Shown>
      </Section>
      <Section title="Brokers, last day" about="brokers" id="brokers">
        <Shown of={brokers}>{(answer) => <Brokers answer={answer} />}</Shown>
      </Section>
      <Section title="Quotas, nearest to their limit first" about="quotas" id="quotas">
        <Shown of={quotas}>{({ rows }) => <QuotaTable rows={rows} />}</Shown>
      </Section>
      <Section title="Costs that are unusual, two weeks" about="anomalies">
        <Shown of={anomalies}>{({ rows }) => <AnomalyTable rows={rows} />}</Shown>
      </Section>
      <Section title="Log files not delivered, last day" about="deliveries">
        <Shown of={deliveries}>{({ rows }) => <DeliveryTable rows={rows} />}</Shown>
      </Section>
    </>
  )
}
