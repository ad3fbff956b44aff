/** The worked example of A2 in SLIS.md, by the way users take, and what lies at its edges. Times are mm:ss. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clockFrom, eventsOf, source_account } from '../../support/example.ts'
import { openPublicPath, type PublicPath } from '../../support/public-path.ts'

const slo = 'a02-assume-role-success'
const at = clockFrom({ hours_ago: 24 })
const { issuance } = eventsOf(at)

const call = (time: string, columns: object = {}) =>
  issuance(time, { mechanism: 'assume_role', principal: 'ci', outcome: 'success', ...columns })
const failed = (time: string, error_type: string, columns: object = {}) =>
  call(time, { outcome: 'auth_error', error_type, ...columns })

let path: PublicPath
beforeAll(async () => {
  path = await openPublicPath()
})
afterAll(() => path.close())

test('each call counts, a deployment by its last one; services call for themselves', async () => {
  const told = [
    failed('0:00', 'token_expired', { deploy_id: 'd1' }),
    call('0:30', { deploy_id: 'd1' }),
    failed('0:10', 'access_denied', { deploy_id: 'd2' }),
    failed('0:20', 'access_denied', { principal: 'ecs.amazonaws.com' }),
  ]
  await path.tell(told)
  await path.tell(told)
  const entry = await path.report(slo, at('5:00'), { by: 'account' })
  expect(entry).toMatchObject({ kind: 'ratio', objective: 0.999, status: 'breached', good: 1, total: 3 })
  expect(entry.breakdown).toEqual({
    token_expired: 1,
    access_denied: 1,
    deployments: 2,
    deployments_failed: 1,
  })
  expect(entry.groups).toMatchObject([{ key: { source_account }, good: 1, total: 3 }])
})

test('a later call of a deployment, told late, restates it, until two hours after its first', async () => {
  await path.empty()
  await path.tell([
    failed('0:00', 'access_denied', { deploy_id: 'd1' }),
    failed('60:00', 'access_denied', { deploy_id: 'd1' }),
    // Within an account's own account, by another mechanism, of unknown outcome: only the first of them counts.
    call('0:00', { target_account: source_account, mechanism: 'assume_role_with_saml' }),
    call('0:00', { mechanism: 'token_exchange' }),
    call('0:00', { outcome: 'unknown' }),
    // Failed by the caller's own mistake.
    call('0:00', { outcome: 'business_error', error_type: 'validation' }),
  ])
  const before = await path.report(slo, at('400:00'))
  expect(before).toMatchObject({ good: 1, total: 4 })
  expect(before.breakdown).toMatchObject({ validation: 1, deployments: 1, deployments_failed: 1 })

  await path.tell([
    call('119:00', { deploy_id: 'd1' }),
    failed('300:00', 'access_denied', { deploy_id: 'd1' }),
  ])
  const after = await path.report(slo, at('400:00'))
  expect(after).toMatchObject({ good: 2, total: 6 })
  expect(after.breakdown).toMatchObject({ deployments: 2, deployments_failed: 1 })
})
