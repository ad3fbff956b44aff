/** The failures a plan can place. A new failure is a file in this folder and a line here. */
import { LinkmeterError } from '../../errors.ts'
import type { World } from '../world.ts'
import { auditLoss } from './audit-loss.ts'
import type { FailureDefinition, FailurePlan, Strike } from './failure.ts'
import { latencySpike } from './latency-spike.ts'
import { misScopedPermissions } from './mis-scoped-permissions.ts'
import { missingTrust } from './missing-trust.ts'
import { revocationDelay } from './revocation-delay.ts'
import { tokenExpired } from './token-expired.ts'
import { tokenLeak } from './token-leak.ts'

export const failures: Readonly<Record<FailurePlan['failure'], FailureDefinition>> = {
  F1: tokenExpired,
  F2: missingTrust,
  F3: tokenLeak,
  F4: auditLoss,
  F5: latencySpike,
  F6: misScopedPermissions,
  F7: revocationDelay,
}

/** Finds the place a planned failure strikes. @throws LinkmeterError where the world has no such place. */
export function placeFailure(plan: FailurePlan, world: World): Strike {
  const definition = failures[plan.failure]
  const where = plan.where ?? definition.unlessSaid(world)
  const links = world.links.filter((link) => definition.isStruck(link, where))
  if (links.length === 0) {
    const problem = `Failure ${plan.failure} cannot strike ${where}: no link has that ${definition.strikes}`
    throw new LinkmeterError('bad_usage', { problem })
  }
  return { failure: plan.failure, definition, where, links, from: plan.from, to: plan.to }
}
