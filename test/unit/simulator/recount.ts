/** Counts the SLOs from parsed messages the slow and obvious way, by SLIS.md alone: nothing here is the simulator's. */
import type { SimulatedMessage } from '../../../src/simulator/outbox.ts'
import type { SimulatedSlo } from '../../../src/simulator/truth.ts'
import { type Event, isDuration, type Judged } from './judged.ts'
import { recountLinks } from './recount-links.ts'

export interface Recount {
  judged: Partial<Record<SimulatedSlo, Judged[]>>
  latencies: number[]
  clock_skew: number
  attempts: number
  outcomes: Record<string, number>
}

/** Each event once: the same event_id again is the same event. */
export function uniqueEvents(messages: Iterable<SimulatedMessage>): Event[] {
  const events = new Map<string, Event>()
  for (const message of messages) {
    if (message.malformed) continue
    const event = JSON.parse(message.value.toString('utf8')) as Event
    events.set(event.event_id, event)
  }
  return [...events.values()]
}

export function recount(events: Event[]): Recount {
  const of = (kind: string) => events.filter((event) => event.kind === kind)
  const issuances = of('token_issuance')
  const actions = of('action')
  const makers = new Map(
    issuances.filter((event) => event.token_id !== '').map((event) => [event.token_id, event]),
  )
  const source = (action: Event) => makers.get(action.token_id)?.source_account ?? action.source_account
  const crossing = actions.filter(
    (action) => source(action) !== '' && source(action) !== action.target_account,
  )
  const judge = (event: Event, good: boolean): Judged => ({
    minute: Math.floor(Date.parse(event.time) / 60_000),
    link: `${event.kind === 'action' ? source(event) : event.source_account}/${event.role}/${event.target_account}`,
    good,
  })

  const abroad = issuances.filter(
    ({ source_account, target_account }) => source_account !== '' && source_account !== target_account,
  )
  const exchanges = exchangesOf(abroad)
  const timed = abroad.filter(({ outcome, latency_ms }) => outcome === 'success' && latency_ms !== null)
  const sound = timed.filter(isDuration)
  const counted = crossing.filter((action) =>
    ['success', 'auth_error', 'throttled', 'service_error'].includes(action.outcome),
  )

  return {
    judged: {
      'm01-cross-account-auth-success': exchanges.map((attempts) =>
        judge(
          attempts[0]!,
          attempts.some(({ outcome }) => outcome === 'success'),
        ),
      ),
      'm02-token-issuance-latency': sound.map((event) => judge(event, Number(event.latency_ms) <= 500)),
      'm03-action-success': counted.map((action) => judge(action, action.outcome === 'success')),
      'm05-audit-delivery': deliveredOf(crossing, of('audit')).map(([action, good]) => judge(action, good)),
      'm07-cross-account-latency': crossing
        .filter(({ outcome, synchronous }) => outcome === 'success' && synchronous)
        .filter(isDuration)
        .map((action) => judge(action, Number(action.latency_ms) <= 200)),
      ...recountLinks(events, judge),
      'm10-correlation-propagation': crossing.map((action) => judge(action, isPropagated(action, makers))),
    },
    latencies: sound.map((event) => Number(event.latency_ms)),
    clock_skew: timed.length - sound.length,
    attempts: exchanges.flat().length,
    outcomes: tally(crossing.map(({ outcome }) => outcome)),
  }
}

/** Attempts of one request_id within an hour of the first, first one first; those with only unknown outcomes are out. */
function exchangesOf(issuances: Event[]): Event[][] {
  const exchanges = new Map<string, Event[]>()
  for (const event of issuances)
    exchanges.set(event.request_id, [...(exchanges.get(event.request_id) ?? []), event])
  return [...exchanges.values()]
    .map((attempts) => {
      const sorted = attempts.sort((one, other) => Date.parse(one.time) - Date.parse(other.time))
      return sorted.filter(({ time }) => Date.parse(time) - Date.parse(sorted[0]!.time) <= 3_600_000)
    })
    .filter((attempts) => attempts.some(({ outcome }) => outcome !== 'unknown'))
}

/** k actions of one request_id need k distinct audit records, each delivered in time. */
function deliveredOf(actions: Event[], audits: Event[]): [Event, boolean][] {
  const records = new Map<string, Map<string, number>>()
  for (const audit of audits) {
    const delivered = Date.parse(String(audit['delivered_at']))
    const known = records.get(audit.request_id) ?? new Map<string, number>()
    known.set(
      String(audit['audit_id']),
      Math.min(delivered, known.get(String(audit['audit_id'])) ?? delivered),
    )
    records.set(audit.request_id, known)
  }
  const judged: [Event, boolean][] = []
  const inOrder = actions.toSorted((one, other) => Date.parse(one.time) - Date.parse(other.time))
  for (const action of inOrder.filter(({ request_id }) => request_id !== '')) {
    const known = records.get(action.request_id) ?? new Map<string, number>()
    const limit = Date.parse(action.time) + 15 * 60_000
    const [earliest] = [...known].sort(([, one], [, other]) => one - other)
    const isDelivered = earliest !== undefined && earliest[1] <= limit
    if (isDelivered) known.delete(earliest[0])
    judged.push([action, isDelivered])
  }
  return judged
}

function isPropagated(action: Event, makers: Map<string, Event>): boolean {
  const carried = traceOf(action.correlation_id)
  const maker = makers.get(action.token_id)
  const known = maker ? traceOf(maker.correlation_id) : null
  return carried !== null && (known === null || carried === known)
}

function traceOf(correlation_id: string): string | null {
  const traceparent = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(correlation_id)
  const trace = traceparent?.[1] ?? correlation_id
  return /^0*$/.test(trace) ? null : trace
}

export function tally(words: string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}
