/** The worked example of M10 in SLIS.md, by the way users take. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloudTrailRecord } from '../../support/cloudtrail-record.ts'
import { clockFrom, eventsOf, source_account, target_account } from '../../support/example.ts'
import { openPublicPath, type PublicPath } from '../../support/public-path.ts'

const slo = 'm10-correlation-propagation'
const at = clockFrom({ hours_ago: 3 })
const { action, issuance } = eventsOf(at)

let path: PublicPath
beforeAll(async () => {
  path = await openPublicPath()
})
afterAll(() => path.close())

test('a correlation id is good when it is valid and the issuance’s', async () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
  const carried = [
    trace,
    '',
    '0'.repeat(32),
    'a3ce929d0e0e47364bf92f3577b34da6',
    `00-${trace}-00f067aa0ba902b7-01`,
  ]
  await path.tell([
    issuance('0:00', { outcome: 'success', token_id: 't1', correlation_id: trace }),
    ...carried.map((correlation_id) =>
      action('0:10', { outcome: 'success', token_id: 't1', correlation_id }),
    ),
  ])
  const record = cloudTrailRecord({ requestID: 'REQ1', time_ms: at('0:10'), source_account, target_account })
  await path.tell([record], 'cloudtrail')
  const entry = await path.report(slo, at('5:00'))
  expect(entry).toMatchObject({ good: 2, total: 5, ratio: 0.4 })
  expect(entry.breakdown).toEqual({ invalid: 2, different: 1 })
})
