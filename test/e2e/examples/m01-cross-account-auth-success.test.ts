/** The worked example of M1 in SLIS.md, by the way users take. Times are mm:ss. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clockFrom, eventsOf } from '../../support/example.ts'
import { openPublicPath, type PublicPath } from '../../support/public-path.ts'

const slo = 'm01-cross-account-auth-success'
const at = clockFrom({ hours_ago: 3 })
const { issuance } = eventsOf(at)

let path: PublicPath
beforeAll(async () => {
  path = await openPublicPath()
})
afterAll(() => path.close())

test('an exchange is good once one of its attempts succeeds, however late that is told', async () => {
  const delivered = issuance('0:00', { request_id: 'r3', outcome: 'success' })
  const imported = await path.tell([
    issuance('0:00', { request_id: 'r1', outcome: 'throttled' }),
    issuance('0:01', { request_id: 'r1', outcome: 'success' }),
    issuance('0:00', { request_id: 'r2', outcome: 'auth_error', error_type: 'access_denied' }),
    issuance('0:02', { request_id: 'r2', outcome: 'auth_error', error_type: 'access_denied' }),
    delivered,
    delivered,
    issuance('0:00', { request_id: 'r4', outcome: 'service_error' }),
  ])
  expect(imported).toEqual({ read: 7, stored: 6, duplicates: 1, rejected: 0 })

  const first = await path.report(slo, at('5:00'))
  expect(first).toMatchObject({ kind: 'ratio', good: 2, total: 4, ratio: 0.5, excluded: 0, pending: 0 })
  expect(first.breakdown).toEqual({ attempts: 6, throttled: 1, access_denied: 2, service_error: 1 })

  // Three hours late.
  await path.tell([issuance('0:03', { request_id: 'r4', outcome: 'success' })])
  const later = await path.report(slo, at('5:00'), { by: 'link' })
  expect(later).toMatchObject({ good: 3, total: 4 })
  expect(later.groups).toMatchObject([{ good: 3, total: 4, ratio: 0.75 }])
})
