/** M4: how long after the request a revoked token was still accepted, by what was told of its uses. */
import type { Story } from '../story.ts'
import type { TruthBook } from '../truth.ts'

const LIMIT_MS = 30_000
const WATCHED_MS = 15 * 60_000

/** A revocation of one token. Nobody else holds it, so that the story knows all its uses. */
export function judgeRevocation(story: Story, book: TruthBook): void {
  const { revocation, link } = story
  if (!revocation?.told || revocation.event.severity !== 'critical') return
  if (revocation.event.source_account === link.target_account) return
  const { time_ms } = revocation
  const enter = (verdict: string, value_ms?: number) =>
    book.judge('m04-time-to-revoke', {
      time_ms,
      place: link,
      verdict,
      ...(value_ms === undefined ? {} : { value_ms }),
    })

  const uses = usesAfter(story, time_ms)
  const lastSuccess_ms = lastOf(uses, 'success')
  const effective_ms = effectiveAfter(story, uses, lastSuccess_ms, time_ms)
  if (lastSuccess_ms !== null && lastSuccess_ms - time_ms > LIMIT_MS) {
    enter('bad')
    enter('still_allowed')
  } else if (effective_ms === null) enter('unproven')
  else {
    enter(effective_ms <= LIMIT_MS ? 'good' : 'bad', effective_ms)
    if (effective_ms > LIMIT_MS) enter('slow')
    if (uses.length === 0) enter('expired')
  }
}

interface TokenUse {
  readonly time_ms: number
  readonly outcome: string
}

/** In the 15 min after the request, in order. */
function usesAfter({ uses }: Story, requested_ms: number): TokenUse[] {
  return uses
    .flatMap(({ request }) => request)
    .filter(({ told, time_ms }) => told && time_ms >= requested_ms && time_ms <= requested_ms + WATCHED_MS)
    .map(({ event, time_ms }) => ({ time_ms, outcome: event.outcome }))
    .sort((one, other) => one.time_ms - other.time_ms)
}

function lastOf(uses: readonly TokenUse[], outcome: string): number | null {
  return uses.findLast((use) => use.outcome === outcome)?.time_ms ?? null
}

/** How long after the request: the first denial after the last success; without any use the expiry, if it came in time. */
function effectiveAfter(
  { exchange }: Story,
  uses: readonly TokenUse[],
  lastSuccess_ms: number | null,
  requested_ms: number,
): number | null {
  const denial = uses.find(
    ({ outcome, time_ms }) => outcome === 'auth_error' && time_ms > (lastSuccess_ms ?? 0),
  )
  if (denial) return denial.time_ms - requested_ms
  const issued = exchange?.issued
  if (uses.length > 0 || !issued?.told || issued.event.ttl_s === null) return null
  const expired_ms = issued.time_ms + 1_000 * issued.event.ttl_s - requested_ms
  return expired_ms <= LIMIT_MS ? Math.max(0, expired_ms) : null
}
