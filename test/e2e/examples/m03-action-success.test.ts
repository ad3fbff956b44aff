/** The worked example of M3 in SLIS.md, by the way users take. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloudTrailRecord } from '../../support/cloudtrail-record.ts'
import { clockFrom, eventsOf, source_account, target_account } from '../../support/example.ts'
import { openPublicPath, type PublicPath } from '../../support/public-path.ts'

const slo = 'm03-action-success'
const at = clockFrom({ hours_ago: 3 })
const { action } = eventsOf(at)

let path: PublicPath
beforeAll(async () => {
  path = await openPublicPath()
})
afterAll(() => path.close())

const repeat = (count: number, make: () => object) => Array.from({ length: count }, make)

test('business errors and unknown outcomes are neither; what CloudTrail tells again counts once', async () => {
  await path.tell([
    ...repeat(95, () => action('0:00', { outcome: 'success' })),
    action('0:00', { outcome: 'success', request_id: 'REQ1' }),
    ...repeat(2, () => action('0:00', { outcome: 'auth_error' })),
    action('0:00', { outcome: 'service_error' }),
    ...repeat(7, () => action('0:00', { outcome: 'business_error' })),
    action('0:00', { outcome: 'unknown' }),
  ])
  expect(await path.report(slo, at('5:00'))).toMatchObject({ good: 96, total: 99 })

  const record = cloudTrailRecord({ requestID: 'REQ1', time_ms: at('0:01'), source_account, target_account })
  expect(await path.tell([record], 'cloudtrail')).toMatchObject({ read: 1, rejected: 0 })
  const again = await path.report(slo, at('5:00'), { by: 'link' })
  expect(again).toMatchObject({ good: 96, total: 99 })
  expect(again.breakdown).toEqual({ auth_error: 2, throttled: 0, service_error: 1, business_error: 7 })
  expect(again.groups).toMatchObject([{ good: 96, total: 99 }])
})
