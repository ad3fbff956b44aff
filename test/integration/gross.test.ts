/** Gross, of every indicator of links: with an exclusion over everything it is what net is without it. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clockFrom, eventsOf } from '../support/example.ts'
import { type Measuring, openMeasuring } from '../support/measuring.ts'

const at = clockFrom({ hours_ago: 26 })
const { action, event, issuance } = eventsOf(at)

let measuring: Measuring
beforeAll(async () => {
  measuring = await openMeasuring()
  const token = { token_id: 't', correlation_id: 'c', ttl_s: 300 }
  await measuring.tell([
    issuance('0:00', { request_id: 'r1', outcome: 'success', latency_ms: 100, ...token }),
    issuance('0:00', { request_id: 'r2', outcome: 'throttled' }),
    issuance('0:01', { request_id: 'r2', outcome: 'success', latency_ms: 501, ttl_s: 301 }),
    issuance('0:00', { request_id: 'r3', outcome: 'auth_error' }),
    issuance('0:00', { request_id: 'r4', outcome: 'unknown' }),
    issuance('0:00', { request_id: 'r5', outcome: 'success', latency_ms: -1 }),
    ...[
      { request_id: 'a1', outcome: 'success', latency_ms: 200, correlation_id: 'c' },
      { request_id: 'a2', outcome: 'success', latency_ms: 201, correlation_id: 'd' },
      { request_id: 'a3', outcome: 'success', latency_ms: -1, synchronous: false },
      { request_id: 'a4', outcome: 'business_error' },
    ].map((columns) => action('1:10', { token_id: 't', synchronous: true, ...columns })),
    action('1:11', { token_id: 't', outcome: 'auth_error' }),
    event('audit', '1:10', { request_id: 'a1', audit_id: 'of a1', delivered_at: at('1:20') }),
    // The last success at 1:10, 20 s after it; the denial at 1:11.
    event('revocation', '0:50', { token_id: 't' }),
    event('revocation', '0:50', { token_id: 'never seen' }),
  ])
})
afterAll(() => measuring.close())

test.each([
  // All but r3; of r4 nothing is known.
  ['m01-cross-account-auth-success', 3, 4],
  ['m02-token-issuance-latency', 1, 2],
  // a1, a2 and a3, and the one that was denied.
  ['m03-action-success', 3, 4],
  // One that took 21 s; of the other nothing is known.
  ['m04-time-to-revoke', 1, 1],
  ['m05-audit-delivery', 1, 4],
  ['m06-token-lifetime', 1, 2],
  ['m07-cross-account-latency', 1, 2],
  ['m10-correlation-propagation', 1, 5],
])('%s', async (slo, good, total) => {
  const now = Date.now()
  const without = await measuring.evaluate(slo, now)
  expect(without).toMatchObject({ good, total, excluded: 0, gross: { good, total } })

  const exclusion = {
    exclusion_id: slo,
    slo,
    reason_kind: 'maintenance',
    author: 'someone',
    reason: 'planned work',
    starts_at: new Date(at('0:00')).toISOString(),
    ends_at: new Date(at('10:00')).toISOString(),
    created_at: new Date(now).toISOString(),
  }
  await measuring.store.insertRows('exclusions', [exclusion])
  const covered = await measuring.evaluate(slo, now)
  expect(covered).toMatchObject({
    good: 0,
    total: 0,
    ratio: null,
    gross: { good, total, ratio: without.ratio },
  })
  expect(covered.excluded).toBeGreaterThanOrEqual(total)
})
