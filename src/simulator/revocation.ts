/** How a token is ended before its time: its revocation, when that has an effect, and who tries it afterwards. */
import { type Errand, makeProbe, type Request } from './actions.ts'
import type { Exchange, Setting } from './exchange.ts'
import { striking } from './failures/failure.ts'
import { type Telling, telling } from './native-event.ts'
import { rfc3339 } from './rfc3339.ts'
import type { Link } from './world.ts'

/** No revoked token is tried later than this after its expiry. */
export const LATEST_PROBE_MS = 15 * 60_000

interface TokenEnd {
  readonly revocation: Telling<'revocation'>
  /** When the revocation has reached whoever checks the token. */
  readonly denied_from_ms: number
}

export function endToken(setting: Setting, link: Link, exchange: Exchange | null): TokenEnd | null {
  const { random, rates, strikes } = setting
  const issued = exchange?.issued
  if (!issued) return null
  const delay = striking(strikes, link, issued.time_ms).find(({ definition }) => definition.revocation)
    ?.definition.revocation
  if (!random.chance(delay?.share ?? rates.token_revoked)) return null
  const time_ms = revokedAt(setting, issued)
  const severity = delay || random.chance(0.6) ? 'critical' : 'normal'
  return {
    revocation: revoke(setting, { link, exchange, issued, time_ms, severity }),
    denied_from_ms: time_ms + (delay?.effective_after_ms(random) ?? random.whole(1_000, 20_000)),
  }
}

/** Mostly soon after the issuance, sometimes so late that the token expires by itself. */
function revokedAt({ random }: Setting, { event, time_ms }: Telling<'token_issuance'>): number {
  const { ttl_s } = event
  if (ttl_s !== null && random.chance(0.1)) return time_ms + 1_000 * ttl_s - random.whole(1, 40_000)
  return time_ms + random.whole(5_000, 110_000)
}

function revoke(
  { random }: Setting,
  {
    link,
    exchange,
    issued,
    time_ms,
    severity,
  }: {
    link: Link
    exchange: Exchange
    issued: Telling<'token_issuance'>
    time_ms: number
    severity: 'critical' | 'normal'
  },
): Telling<'revocation'> {
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
      severity,
      requested_by: link.owner,
      reason: random.pick(['suspected leak', 'job finished', 'owner asked']),
    },
    time_ms,
  )
}

/** Some tokens are dropped once revoked; the others are mostly tried again at once, which proves the revocation. */
export function afterRevocation(
  setting: Setting,
  errand: Errand,
  ending: TokenEnd | null,
  requests: Request[],
): Request[] {
  if (ending === null) return requests
  const { random, rates } = setting
  const requested_ms = ending.revocation.time_ms
  if (random.chance(rates.revocation_unused)) {
    return requests.filter((request) => request.every(({ time_ms }) => time_ms <= requested_ms))
  }
  if (random.chance(rates.revocation_unprobed)) return requests
  // Once while it may still work, and once it should not.
  const early_ms = requested_ms + random.whole(1, ending.denied_from_ms - requested_ms)
  const probes = [early_ms, ending.denied_from_ms + random.whole(50, 3_000)]
  return [...requests, ...probes.map((time_ms) => makeProbe(setting, errand, time_ms))]
}
