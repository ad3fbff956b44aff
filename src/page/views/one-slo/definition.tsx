/** What an objective is, the SQL that measures it, and how its inputs stand. */

import { useAddress } from '../../address.ts'
import type { Answer } from '../../api/client.ts'
import { useAnswer } from '../../api/use-answer.ts'
import { InputTable } from '../../components/input-table.tsx'
import { Shown } from '../../components/loaded.tsx'
import { Section } from '../../components/section.tsx'
import { Time } from '../../components/time.tsx'
import { durationText, objectiveText } from '../../format/number.ts'

interface Props {
  readonly definition: Answer<'slo'>['definition']
  readonly input: Answer<'slo'>['standing']['input']
}

export function Definition({ definition, input }: Props) {
  const { href } = useAddress()
  const status = useAnswer('status', {})
  const { name, description, kind, objective, period, time_zone, owner, team, runbook, inputs, sql } =
    definition
  return (
    <>
      <Section title="Definition" id="definition">
        <p class="lead">{description}</p>
        <dl class="facts">
          <dt>Objective</dt>
          <dd>
            {objectiveText(objective, kind === 'count')} over {period}
            {time_zone !== null && `, ${time_zone}`}
          </dd>
          <dt>Name</dt>
          <dd>{name}</dd>
          <dt>Owner</dt>
          <dd>{[owner, team].filter((one) => one !== '').join(', ') || 'nobody'}</dd>
          <dt>Runbook</dt>
          <dd>{runbook.startsWith('http') ? <a href={runbook}>{runbook}</a> : runbook || 'none'}</dd>
          <dt>Judged after</dt>
          <dd>{definition.maturity_s === 0 ? 'at once' : durationText(definition.maturity_s)}</dd>
          <dt>Counted by</dt>
          <dd>{durationText(definition.grain_s)}</dd>
        </dl>
      </Section>
      <Section
        title="SQL"
        id="sql"
        actions={<a href={href('/sql', { query: historyQuery(name) })}>Its history in SQL</a>}
      >
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
        <pre tabIndex={0}>{sql}</pre>
      </Section>
      <Section title="Inputs" id="inputs">
        <p>
          It needs events of the kinds {inputs.join(', ')}; the newest it has seen is of{' '}
          <Time at={input.newest_event} precision="second" />.
        </p>
        <Shown of={status}>
          {({ inputs: known }) => (
            <InputTable inputs={known.filter(({ kinds }) => kinds.some((one) => inputs.includes(one)))} />
          )}
        </Shown>
      </Section>
    </>
  )
}

function historyQuery(slo: string): string {
  return `SELECT *\nFROM slo_history\nWHERE slo = '${slo}'\nORDER BY evaluated_at DESC\nLIMIT 100`
}
