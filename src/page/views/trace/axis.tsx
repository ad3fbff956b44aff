/** The events of a trace along a line of time, a row for each kind; the table below says the same in words. */
import type { Answer } from '../../api/client.ts'
import { durationText } from '../../format/number.ts'

type Event = Answer<'trace'>['events'][number]

const kinds = ['token_issuance', 'action', 'audit', 'revocation'] as const
const titles = { token_issuance: 'Exchange', action: 'Action', audit: 'Audit', revocation: 'Revocation' }

const WIDTH = 800
const LEFT = 140
const RIGHT = 30
const ROW = 36

export function Axis({ events }: { events: readonly Event[] }) {
  const times = events.map(({ time }) => Date.parse(time))
  const began = Math.min(...times)
  const ended = Math.max(
    ...events.map(({ latency_ms }, index) => (times[index] ?? began) + (latency_ms ?? 0)),
  )
  const span = Math.max(1, ended - began)
  const x = (at: number) => LEFT + ((at - began) / span) * (WIDTH - LEFT - RIGHT)
  const shown = kinds.filter((kind) => events.some((event) => event.kind === kind))
  const height = shown.length * ROW + 28
  const name = `${events.length} events within ${durationText(span / 1_000)}`
  return (
    <svg class="trace" viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={name}>
      <title>{name}</title>
      {shown.map((kind, row) => (
        <g key={kind}>
          <text x="0" y={row * ROW + 22}>
            {titles[kind]}
          </text>
          <path d={`M${LEFT} ${row * ROW + 17}H${WIDTH - RIGHT}`} class="lane" />
          {events.map((event, index) =>
            event.kind === kind ? (
              <Mark
                key={`${event.event_id} ${event.source}`}
                event={event}
                x={x(times[index] ?? began)}
                y={row * ROW + 17}
                width={((event.latency_ms ?? 0) / span) * (WIDTH - LEFT - RIGHT)}
              />
            ) : null,
          )}
        </g>
      ))}
      <text x={LEFT} y={height - 4}>
        0
      </text>
      <text x={WIDTH} y={height - 4} text-anchor="end">
        {durationText(span / 1_000)}
      </text>
    </svg>
  )
}

/** What went well is a filled disc, what did not a cross. */
function Mark({ event, x, y, width }: { event: Event; x: number; y: number; width: number }) {
  const isBad = !['success', 'allow', 'allowed', ''].includes(event.outcome)
  return (
    <g class={isBad ? 'state-breached' : 'state-met'}>
      <title>{`${event.what} ${event.outcome} ${event.error_type}`}</title>
      {width > 1 && <rect x={x} y={y - 3} width={width} height="6" class="took" />}
      {isBad ? (
        <path d={`M${x - 6} ${y - 6}l12 12m0 -12l-12 12`} class="stroke" />
      ) : (
        <circle cx={x} cy={y} r="6" fill="currentColor" />
      )}
    </g>
  )
}
