/** F4: an account's logging fails: no audit record is written, no log file arrives, its digests stop. */
import { linkAt } from '../world.ts'
import type { FailureDefinition } from './failure.ts'

export const auditLoss: FailureDefinition = {
  title: 'audit loss',
  strikes: 'target account',
  loses_logs: true,
  unlessSaid: (world) => linkAt(world, 0).target_account,
  isStruck: (link, where) => link.target_account === where,
}
