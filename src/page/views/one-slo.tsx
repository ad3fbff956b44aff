/** One objective: where it stands, how it came to that, what burns it now, and how it is measured. */
import { useRoute } from 'preact-iso'
import { asked, useAddress } from '../address.ts'
import { useAnswer } from '../api/use-answer.ts'
import { Shown } from '../components/loaded.tsx'
import { Section } from '../components/section.tsx'
import { ViewTitle } from '../components/view-title.tsx'
import { AlertHistory } from './one-slo/alert-history.tsx'
import { Alerts } from './one-slo/alerts.tsx'
import { Breakdown } from './one-slo/breakdown.tsx'
import { BurnDown } from './one-slo/burn-down.tsx'
import { Definition } from './one-slo/definition.tsx'
import { Standing } from './one-slo/standing.tsx'
import { WorstLinks } from './one-slo/worst-links.tsx'

export function Slo() {
  const name = useRoute().params['slo'] ?? ''
  const { scope } = useAddress()
  const slo = useAnswer('slo', { name, ...asked(scope) })
  return (
    <>
      <ViewTitle title={slo.answer?.standing.title ?? name}>
        <a href="#definition">Definition</a>
        <a href="#sql">SQL</a>
        <a href="#inputs">Inputs</a>
        <button type="button" onClick={() => window.print()}>
          Print
        </button>
      </ViewTitle>
      <Shown of={slo}>
        {({ standing, scoped, alerts, burn_down, worst_links, alert_history, definition }) => (
          <>
            <Standing standing={scoped ?? standing} isScoped={scoped !== null} />
            <Section title="How the budget was spent">
              <BurnDown
                burnDown={burn_down}
                kind={definition.kind}
                title={standing.title}
                isScoped={scoped !== null}
              />
            </Section>
            <Section title="What burns it now">
              <Alerts alerts={alerts} />
            </Section>
            <div class="columns">
              <Section title="Breakdown">
                <Breakdown standing={standing} />
              </Section>
              <Section title="Worst links">
                <WorstLinks links={worst_links} />
              </Section>
            </div>
            <Section title="Alerts, last 30 days">
              <AlertHistory history={alert_history} />
            </Section>
            <Definition definition={definition} input={standing.input} />
          </>
        )}
      </Shown>
    </>
  )
}
