/** F1: tokens of a link are expired when used, since the clocks of broker and target disagree. */
import { type CallResult, skewedLatency } from '../call.ts'
import type { Random } from '../random.ts'
import { linkAt } from '../world.ts'
import type { FailureDefinition } from './failure.ts'

export const tokenExpired: FailureDefinition = {
  title: 'token expired',
  strikes: 'link',
  unlessSaid: (world) => linkAt(world, Math.min(1, world.links.length - 1)).link_id,
  isStruck: (link, where) => link.link_id === where,
  attempt: (result, random) => skewed(random.chance(0.45) ? expired(result) : result, random),
  action: (result, random) => (random.chance(0.4) ? expired(result) : result),
}

function expired(result: CallResult): CallResult {
  return { ...result, outcome: 'auth_error', error_type: 'token_expired' }
}

function skewed(result: CallResult, random: Random): CallResult {
  return random.chance(0.3) ? { ...result, latency_ms: skewedLatency(random) } : result
}
