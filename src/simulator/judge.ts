/** What each SLO must say of a story, by SLIS.md, of what was told of it. */
import { IN_TIME_MS } from './audits.ts'
import { correlationOf } from './correlation.ts'
import { judgeRevocation } from './judges/revocations.ts'
import type { NativeEvent, Telling } from './native-event.ts'
import type { Story, Use } from './story.ts'
import type { TruthBook } from './truth.ts'

/** Enters a story that has been sent. */
export function judge(story: Story, book: TruthBook): void {
  judgeExchange(story, book)
  judgeIssuances(story, book)
  judgeRevocation(story, book)
  for (const use of story.uses) {
    judgeActions(story, use, book)
    judgeAudits(story, use, book)
  }
}

/** M1: one exchange, in the minute of its first attempt, good with a success; out with only unknown outcomes. */
function judgeExchange(story: Story, book: TruthBook): void {
  const attempts = toldCrossAccountAttempts(story)
  const [first] = attempts
  if (first === undefined || attempts.every(({ event }) => event.outcome === 'unknown')) return
  const isGood = attempts.some(({ event }) => event.outcome === 'success')
  const at = { time_ms: first.time_ms, place: story.link }
  book.judge(AUTH, { ...at, verdict: isGood ? 'good' : 'bad' })
  book.judge(AUTH, { ...at, verdict: 'attempts', times: attempts.length })
  for (const { event } of attempts) {
    if (event.error_type !== '') book.judge(AUTH, { ...at, verdict: event.error_type })
  }
}

/** M2: successful issuances. */
function judgeIssuances(story: Story, book: TruthBook): void {
  for (const attempt of toldCrossAccountAttempts(story)) {
    if (attempt.event.outcome === 'success') judgeLatency('m02-token-issuance-latency', attempt, story, book)
  }
}

/** M3, M7 and M10. */
function judgeActions(story: Story, { request }: Use, book: TruthBook): void {
  const place = story.link
  for (const action of request) {
    const { event, time_ms, told } = action
    if (!told || !isCrossAccount(event, story)) continue
    const { outcome } = event
    if (outcome === 'success') {
      book.judge(ACTIONS, { time_ms, place, verdict: 'good' })
      if (event.synchronous) judgeLatency('m07-cross-account-latency', action, story, book)
    } else {
      const isJudged = outcome !== 'business_error' && outcome !== 'unknown'
      if (isJudged) book.judge(ACTIONS, { time_ms, place, verdict: 'bad' })
      book.judge(ACTIONS, { time_ms, place, verdict: outcome })
    }
    const verdict = isPropagated(event, story) ? 'good' : 'bad'
    book.judge('m10-correlation-propagation', { time_ms, place, verdict })
  }
}

/** M2 and M7: those with a known latency; a duration that cannot be one is set aside (rule 7). */
function judgeLatency(
  slo: keyof typeof FAST_MS,
  { event: { latency_ms }, time_ms }: Telling<'token_issuance'> | Telling<'action'>,
  { link: place }: Story,
  book: TruthBook,
): void {
  if (latency_ms === null) return
  if (latency_ms < 0 || latency_ms > 3_600_000) {
    book.judge(slo, { time_ms, place, verdict: 'clock_skew' })
    return
  }
  const verdict = latency_ms <= FAST_MS[slo] ? 'good' : 'bad'
  book.judge(slo, { time_ms, place, verdict, value_ms: latency_ms })
}

const AUTH = 'm01-cross-account-auth-success'

const ACTIONS = 'm03-action-success'

const FAST_MS = { 'm02-token-issuance-latency': 500, 'm07-cross-account-latency': 200 }

/**
 * M5: of the actions of a request each needs an audit record of its own, delivered in time.
 * Earliest action and earliest record first: no other pairing covers more.
 */
function judgeAudits(story: Story, { request, audits }: Use, book: TruthBook): void {
  const delivered = deliveries(audits)
  let next = 0
  for (const { event, time_ms, told } of request) {
    if (!told || event.request_id === '' || !isCrossAccount(event, story)) continue
    const isInTime = (delivered[next] ?? Number.POSITIVE_INFINITY) <= time_ms + IN_TIME_MS
    if (isInTime) next++
    const verdict = isInTime ? 'good' : 'bad'
    book.judge('m05-audit-delivery', { time_ms, place: story.link, verdict })
  }
}

/** When each distinct audit record was first delivered, in order. */
function deliveries(audits: readonly Telling<'audit'>[]): number[] {
  const first = new Map<string, number>()
  for (const { event, ready_ms, told } of audits) {
    if (told) first.set(event.audit_id, Math.min(ready_ms, first.get(event.audit_id) ?? ready_ms))
  }
  return [...first.values()].sort((one, other) => one - other)
}

function toldCrossAccountAttempts({ exchange, link }: Story): Telling<'token_issuance'>[] {
  if (exchange === null || exchange.source_account === '') return []
  if (exchange.source_account === link.target_account) return []
  return exchange.attempts.filter(({ told }) => told)
}

/** Rule 2: the token's issuance names the source; only without one does the event's own field count. */
function isCrossAccount(action: NativeEvent<'action'>, story: Story): boolean {
  const { exchange, link } = story
  const source = exchange?.issued?.told ? exchange.source_account : action.source_account
  return source !== '' && source !== link.target_account
}

/** M10: valid and, where the issuance's is known, equal. */
function isPropagated(action: NativeEvent<'action'>, { exchange }: Story): boolean {
  const carried = correlationOf(action.correlation_id)
  if (carried === null) return false
  const issued = exchange?.issued
  const expected = issued?.told ? correlationOf(issued.event.correlation_id) : null
  return expected === null || carried === expected
}
