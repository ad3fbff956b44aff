/** The worked example of M7 in SLIS.md, by the way users take, and clocks that disagree. Times are mm:ss. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { clockFrom, eventsOf } from '../../support/example.ts'
import { openPublicPath, type PublicPath } from '../../support/public-path.ts'

const slo = 'm07-cross-account-latency'
const at = clockFrom({ hours_ago: 3 })
const { action } = eventsOf(at)

const took = (latency_ms: number | null, columns: object = {}) =>
  action('0:00', { outcome: 'success', synchronous: true, latency_ms, ...columns })

let path: PublicPath
beforeAll(async () => {
  path = await openPublicPath()
})
beforeEach(() => path.empty())
afterAll(() => path.close())

const report = () => path.report(slo, at('60:00'), { by: 'link' })

test('an action is fast up to 200 ms; what nobody waits for, what failed and what is unknown are out', async () => {
  const told = [
    ...[150, 200, 201, null].map((latency_ms) => took(latency_ms)),
    took(900, { synchronous: false }),
    took(50, { outcome: 'auth_error' }),
  ]
  await path.tell(told)
  const entry = await report()
  expect(entry).toMatchObject({ kind: 'ratio', good: 2, total: 3, breakdown: { clock_skew: 0 } })
  expect(entry.values['p99_seconds']).toBeCloseTo(0.201, 2)
  expect(entry.groups).toMatchObject([{ good: 2, total: 3 }])

  expect(await path.tell(told)).toMatchObject({ stored: 0, duplicates: 6 })
  expect(await report()).toMatchObject({ good: 2, total: 3 })
})

test('what clocks got wrong is set aside', async () => {
  await path.tell([0, -1, 3_600_000, 3_600_001].map((latency_ms) => took(latency_ms)))
  expect(await report()).toMatchObject({ good: 1, total: 2, breakdown: { clock_skew: 2 } })
})

test('actions within one account have no way to be slow on', async () => {
  await path.tell([took(900, { source_account: '222222222222' })])
  expect(await report()).toMatchObject({ status: 'no_data', total: 0 })
})
