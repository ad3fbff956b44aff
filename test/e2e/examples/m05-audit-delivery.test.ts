/** The worked example of M5 in SLIS.md, by the way users take. Times are mm:ss. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clockFrom, eventsOf } from '../../support/example.ts'
import { openPublicPath, type PublicPath } from '../../support/public-path.ts'

const slo = 'm05-audit-delivery'
const at = clockFrom({ hours_ago: 3 })
const { action, event } = eventsOf(at)

let path: PublicPath
beforeAll(async () => {
  path = await openPublicPath()
})
afterAll(() => path.close())

const audit = (request_id: string, delivered_at: string) =>
  event('audit', '0:00', { request_id, audit_id: `record of ${request_id}`, delivered_at: at(delivered_at) })

test('an action is judged once its record is due, and one record covers one action', async () => {
  await path.tell([
    ...['x', 'y', 'z'].map((request_id) => action('0:00', { request_id, outcome: 'success' })),
    audit('x', '0:30'),
    audit('x', '0:40'),
    audit('y', '14:59'),
  ])
  const young = await path.report(slo, at('14:59'))
  expect(young).toMatchObject({ status: 'no_data', good: 0, total: 0, ratio: null, pending: 3 })

  await path.tell([audit('z', '15:01')])
  const due = await path.report(slo, at('16:00'))
  expect(due).toMatchObject({ good: 2, total: 3, pending: 0 })
  expect(due.breakdown).toEqual({ late: 1, missing: 0, no_request_id: 0 })
  const strict = await path.report('m05-audit-delivery-compliance', at('16:00'))
  expect(strict).toMatchObject({ status: 'breached', good: 2, total: 3, objective: 1 })
})
