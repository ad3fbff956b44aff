/** F6: an unplanned change gives a role the wrong permissions: what it needs is denied, what it never did works. */
import { linkAt } from '../world.ts'
import type { FailureDefinition } from './failure.ts'

export const misScopedPermissions: FailureDefinition = {
  title: 'mis-scoped permissions',
  strikes: 'link',
  unlessSaid: (world) => linkAt(world, Math.min(3, world.links.length - 1)).link_id,
  isStruck: (link, where) => link.link_id === where,
  changes_policy: true,
  operation: (usual, random) => (random.chance(0.15) ? random.pick(NEVER_DONE) : usual),
  action: (result, _, { link, operation }) =>
    operation === link.permissions[0]
      ? { ...result, outcome: 'auth_error', error_type: 'access_denied' }
      : result,
}

const NEVER_DONE = ['iam:ListRoles', 'iam:CreateAccessKey', 's3:PutBucketPolicy'] as const
