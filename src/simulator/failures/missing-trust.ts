/** F2: a target account no longer trusts anyone, so that every exchange into it is denied. */
import { linkAt } from '../world.ts'
import type { FailureDefinition } from './failure.ts'

export const missingTrust: FailureDefinition = {
  title: 'missing trust',
  strikes: 'target account',
  unlessSaid: (world) => linkAt(world, Math.min(2, world.links.length - 1)).target_account,
  isStruck: (link, where) => link.target_account === where,
  attempt: (result) => ({ ...result, outcome: 'auth_error', error_type: 'missing_trust' }),
}
