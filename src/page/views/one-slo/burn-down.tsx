/** How the budget went over the window, with exclusions and incidents marked. */
import type { Answer } from '../../api/client.ts'
import { Time } from '../../components/time.tsx'
import { type Span, TimeChart } from '../../components/time-chart.tsx'
import { countText, percentText } from '../../format/number.ts'

type BurnDown = Answer<'slo'>['burn_down']

interface Props {
  readonly burnDown: BurnDown
  readonly kind: Answer<'slo'>['definition']['kind']
  readonly title: string
  readonly isScoped: boolean
}

export function BurnDown({ burnDown: { points, exclusions, incidents }, kind, title, isScoped }: Props) {
  const isRatio = kind === 'ratio' && points.some(({ remaining_ratio }) => remaining_ratio !== null)
  const now = Date.now()
  const spans: Span[] = [
    ...exclusions.map(({ from, to }) => ({
      ...{ from: Date.parse(from), to: to === null ? now : Date.parse(to), kind: 'exclusion' as const },
    })),
    ...incidents.map(({ opened_at, resolved_at }) => ({
      ...{ from: Date.parse(opened_at), to: resolved_at === null ? now : Date.parse(resolved_at) },
      kind: 'incident' as const,
    })),
  ]
  const line = isRatio
    ? { name: 'Budget left', values: points.map(({ remaining_ratio }) => remaining_ratio) }
    : { name: 'Counted so far', values: points.map(({ counted }) => counted) }
  return (
    <>
      {isScoped && <p class="quiet small">Of all links: by account or role no history is kept.</p>}
      <TimeChart
        name={`${title}: ${isRatio ? 'budget left' : 'counted'}, by hour`}
        times={points.map(({ hour }) => Date.parse(hour))}
        lines={[line]}
        text={isRatio ? (value) => percentText(value, 0) : countText}
        spans={spans}
      />
      <Marks exclusions={exclusions} incidents={incidents} />
    </>
  )
}

function Marks({ exclusions, incidents }: Pick<BurnDown, 'exclusions' | 'incidents'>) {
  if (exclusions.length + incidents.length === 0) {
    return <p class="quiet small">No exclusion and no severe incident falls into this time.</p>
  }
  return (
    <details>
      <summary class="small">
        Marked: {exclusions.length} exclusions (grey), {incidents.length} severe incidents (red)
      </summary>
      <ul class="marks">
        {exclusions.map(({ id, from, to, reason, account, role }) => (
          <li key={id}>
            Exclusion <Time at={from} /> to {to === null ? 'now' : <Time at={to} />}
            {[account, role].filter((one) => one !== '').map((one) => ` · ${one}`)}: {reason}
          </li>
        ))}
        {incidents.map(({ incident_id, severity, opened_at, resolved_at, account, cause }) => (
          <li key={incident_id}>
            {incident_id} ({severity}, {account}) <Time at={opened_at} /> to{' '}
            {resolved_at === null ? 'now' : <Time at={resolved_at} />}
            {cause !== '' && `: ${cause}`}
          </li>
        ))}
      </ul>
    </details>
  )
}
