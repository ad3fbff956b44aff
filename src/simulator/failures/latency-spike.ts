/** F5: a broker is a bottleneck: what goes through it takes many times as long, some exchanges time out, its queue grows. */
import type { CallResult } from '../call.ts'
import type { Random } from '../random.ts'
import { linkAt } from '../world.ts'
import type { FailureDefinition } from './failure.ts'

export const latencySpike: FailureDefinition = {
  title: 'latency spike',
  strikes: 'broker',
  congests: true,
  unlessSaid: (world) => linkAt(world, 0).broker.name,
  isStruck: (link, where) => link.broker.name === where,
  attempt: (result, random) => {
    if (random.chance(0.05)) return { outcome: 'service_error', error_type: 'timeout', latency_ms: 30_000 }
    return slowed(result, random)
  },
  action: slowed,
}

function slowed(result: CallResult, random: Random): CallResult {
  if (result.latency_ms === null) return result
  return { ...result, latency_ms: Math.round(result.latency_ms * random.logNormal(7, 0.3)) }
}
