/** The worked example of M2 in SLIS.md, by the way users take. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clockFrom, eventsOf } from '../../support/example.ts'
import { openPublicPath, type PublicPath } from '../../support/public-path.ts'

const slo = 'm02-token-issuance-latency'
const at = clockFrom({ hours_ago: 3 })
const { issuance } = eventsOf(at)

let path: PublicPath
beforeAll(async () => {
  path = await openPublicPath()
})
afterAll(() => path.close())

test('an issuance is good up to 500 ms; what clocks got wrong is set aside, what is unknown is out', async () => {
  const latencies = [100, 499, 500, 501, -20, null, 4_000_000]
  await path.tell(latencies.map((latency_ms) => issuance('0:00', { outcome: 'success', latency_ms })))
  const entry = await path.report(slo, at('5:00'))
  expect(entry).toMatchObject({ good: 3, total: 4, ratio: 0.75, breakdown: { clock_skew: 2 } })
  // Of 100, 499, 500 and 501 ms, within 1 %.
  expect(entry.values['p99_seconds']).toBeCloseTo(0.501, 2)
  expect(entry.values['p50_seconds']).toBeGreaterThan(0.494)
  expect(entry.values['p50_seconds']).toBeLessThan(0.506)
})
