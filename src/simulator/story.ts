/** One story: somebody gets a token through a link and uses it; each use leaves an audit record. */
import { makeRequests, type Request } from './actions.ts'
import { makeAudits } from './audits.ts'
import { type Exchange, makeExchange, type Setting } from './exchange.ts'
import { type Telling, telling } from './native-event.ts'
import { rfc3339 } from './rfc3339.ts'
import type { Link } from './world.ts'

export interface Story {
  readonly link: Link
  /** Null for access without a token. */
  readonly exchange: Exchange | null
  /** False where the broker keeps the exchange to itself. */
  readonly isExchangeTold: boolean
  readonly uses: readonly Use[]
  readonly revocation: Telling<'revocation'> | null
}

export interface Use {
  readonly request: Request
  readonly audits: readonly Telling<'audit'>[]
}

export function makeStory(setting: Setting, link: Link, start_ms: number): Story {
  const { random, rates } = setting
  const exchange = random.chance(rates.without_token) ? null : makeExchange(setting, link, start_ms)
  const isExchangeTold = exchange !== null && !random.chance(rates.exchange_untold)
  if (exchange !== null && exchange.issued === null) {
    return { link, exchange, isExchangeTold, uses: [], revocation: null }
  }
  const used_from_ms = exchange?.issued?.time_ms ?? start_ms
  const revocation = random.chance(rates.token_revoked) ? revoke(setting, link, exchange) : null
  const denied_from_ms = revocation
    ? revocation.time_ms + random.whole(1_000, 20_000)
    : Number.POSITIVE_INFINITY
  const requests = makeRequests(setting, { link, exchange, start_ms: used_from_ms, denied_from_ms })
  const uses = requests.map((request) => ({ request, audits: makeAudits(setting, request) }))
  return { link, exchange, isExchangeTold, uses, revocation }
}

/** Every telling of a story that anybody sends. */
export function tellingsOf(story: Story): Telling[] {
  const tellings: Telling[] = []
  if (story.exchange && story.isExchangeTold) tellings.push(...story.exchange.attempts)
  for (const { request, audits } of story.uses) tellings.push(...request, ...audits)
  if (story.revocation) tellings.push(story.revocation)
  return tellings
}

function revoke({ random }: Setting, link: Link, exchange: Exchange | null): Telling<'revocation'> | null {
  const issued = exchange?.issued
  if (!issued) return null
  const time_ms = issued.time_ms + random.whole(5_000, 120_000)
  return telling(
    {
      kind: 'revocation',
      event_id: random.hex(4),
      time: rfc3339(time_ms),
      emitter: 'link-registry',
      source_account: exchange.source_account,
      target_account: link.target_account,
      role: link.role,
      region: link.region,
      principal: link.principal,
      correlation_id: issued.event.correlation_id,
      revocation_id: random.hex(2),
      scope: 'token',
      token_id: issued.event.token_id,
      severity: random.pick(['critical', 'normal']),
      requested_by: link.owner,
      reason: random.pick(['suspected leak', 'job finished', 'owner asked']),
    },
    time_ms,
  )
}
