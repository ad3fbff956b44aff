/** The worked examples of SLIS.md: events through the pipeline, tiers, evaluation. Times are mm:ss. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { cloudTrailRecord } from '../support/cloudtrail-record.ts'
import { type Measuring, openMeasuring } from '../support/measuring.ts'

const DAY_MS = 86_400_000

/** Each example at each age: recent minutes, links by the minute, links by the hour, and a history imported late. */
const ages = [
  ['two hours ago', 2 / 24],
  ['yesterday', 1],
  ['three weeks ago', 21],
  ['two years ago', 730],
] as const

const source_account = '111111111111'
const target_account = '222222222222'

let measuring: Measuring

beforeAll(async () => {
  measuring = await openMeasuring()
})

beforeEach(() => measuring.empty())

afterAll(() => measuring.close())

describe.each(ages)('%s', (_, days) => {
  /** 00:00 of an example, at the beginning of an hour. */
  const start = Math.floor((Date.now() - days * DAY_MS) / 3_600_000) * 3_600_000
  /** The moment `mm:ss` of the example. */
  function at(clock: string): number {
    const [minutes = Number.NaN, seconds = Number.NaN] = clock.split(':').map(Number)
    return start + (minutes * 60 + seconds) * 1000
  }

  let events = 0
  function event(kind: string, clock: string, columns: object): object {
    events += 1
    const link = { source_account, target_account, role: 'reader' }
    return { kind, event_id: `e${events}`, time: at(clock), ...link, ...columns }
  }

  const issuance = (clock: string, columns: object) => event('token_issuance', clock, columns)
  const action = (clock: string, columns: object) => event('action', clock, columns)
  const repeat = (count: number, make: () => object) => Array.from({ length: count }, make)

  test('M1: an exchange is good once one of its attempts succeeds, however late that is told', async () => {
    const delivered = issuance('0:00', { request_id: 'r3', outcome: 'success' })
    const receipt = await measuring.tell([
      issuance('0:00', { request_id: 'r1', outcome: 'throttled' }),
      issuance('0:01', { request_id: 'r1', outcome: 'success' }),
      issuance('0:00', { request_id: 'r2', outcome: 'auth_error', error_type: 'access_denied' }),
      issuance('0:02', { request_id: 'r2', outcome: 'auth_error', error_type: 'access_denied' }),
      delivered,
      delivered,
      issuance('0:00', { request_id: 'r4', outcome: 'service_error' }),
    ])
    expect(receipt).toMatchObject({ read: 7, stored: 6, duplicates: 1, rejected: 0 })

    const first = await measuring.evaluate('m01-cross-account-auth-success', at('5:00'))
    expect(first).toMatchObject({ good: 2, total: 4, ratio: 0.5, excluded: 0, pending: 0 })
    expect(first.breakdown).toEqual({ attempts: 6, throttled: 1, access_denied: 2, service_error: 1 })

    await measuring.tell([issuance('0:03', { request_id: 'r4', outcome: 'success' })])
    const later = await measuring.evaluate('m01-cross-account-auth-success', at('5:00'))
    expect(later).toMatchObject({ good: 3, total: 4 })
    expect(later.breakdown).toEqual({ attempts: 7, throttled: 1, access_denied: 2, service_error: 1 })
    expect(await measuring.evaluateLinks('m01-cross-account-auth-success', at('60:00'))).toMatchObject([
      { source_account, target_account, role: 'reader', good: 3, total: 4 },
    ])
  })

  test('M2: an issuance is good up to 500 ms; what clocks got wrong is set aside, what is unknown is out', async () => {
    const latencies = [100, 499, 500, 501, -20, null, 4_000_000]
    await measuring.tell(latencies.map((latency_ms) => issuance('0:00', { outcome: 'success', latency_ms })))
    const evaluation = await measuring.evaluate('m02-token-issuance-latency', at('5:00'))
    expect(evaluation).toMatchObject({ good: 3, total: 4, breakdown: { clock_skew: 2 } })
    // Of 100, 499, 500 and 501 ms.
    expect(evaluation.values['p99_seconds']).toBeCloseTo(0.501, 2)
    expect(evaluation.values['p50_seconds']).toBeGreaterThan(0.494)
    expect(evaluation.values['p50_seconds']).toBeLessThan(0.506)
  })

  test('M3: business errors and unknown outcomes are neither; what CloudTrail tells again counts once', async () => {
    await measuring.tell([
      ...repeat(95, () => action('0:00', { outcome: 'success' })),
      action('0:00', { outcome: 'success', request_id: 'REQ1' }),
      ...repeat(2, () => action('0:00', { outcome: 'auth_error' })),
      action('0:00', { outcome: 'service_error' }),
      ...repeat(7, () => action('0:00', { outcome: 'business_error' })),
      action('0:00', { outcome: 'unknown' }),
    ])
    const counted = { good: 96, total: 99 }
    expect(await measuring.evaluate('m03-action-success', at('5:00'))).toMatchObject(counted)

    const receipt = await measuring.tell(
      [cloudTrailRecord({ requestID: 'REQ1', time_ms: at('0:01'), source_account, target_account })],
      'cloudtrail',
    )
    expect(receipt).toMatchObject({ stored: 1, rejected: 0 })
    const again = await measuring.evaluate('m03-action-success', at('5:00'))
    expect(again).toMatchObject(counted)
    expect(again.breakdown).toEqual({ auth_error: 2, throttled: 0, service_error: 1, business_error: 7 })
    expect(await measuring.evaluateLinks('m03-action-success', at('60:00'))).toMatchObject([counted])
  })

  test('M3: CloudTrail alone tells of an action, too', async () => {
    await measuring.tell(
      [cloudTrailRecord({ requestID: 'REQ1', time_ms: at('0:01'), source_account, target_account })],
      'cloudtrail',
    )
    const evaluation = await measuring.evaluate('m03-action-success', at('5:00'))
    expect(evaluation).toMatchObject({ good: 1, total: 1 })
  })

  test('M5: an action is judged once its record is due, and one record covers one action', async () => {
    const audit = (request_id: string, delivered_at: string) =>
      event('audit', '0:00', {
        request_id,
        audit_id: `record of ${request_id}`,
        delivered_at: at(delivered_at),
      })
    await measuring.tell([
      ...['x', 'y', 'z'].map((request_id) => action('0:00', { request_id, outcome: 'success' })),
      audit('x', '0:30'),
      audit('x', '0:40'),
      audit('y', '14:59'),
    ])
    const young = await measuring.evaluate('m05-audit-delivery', at('14:59'))
    expect(young).toMatchObject({ status: 'no_data', good: 0, total: 0, ratio: null, pending: 3 })

    await measuring.tell([audit('z', '15:01')])
    const due = await measuring.evaluate('m05-audit-delivery', at('16:00'))
    expect(due).toMatchObject({ good: 2, total: 3, pending: 0 })
    expect(due.breakdown).toEqual({ late: 1, missing: 0, no_request_id: 0 })
    const strict = await measuring.evaluate('m05-audit-delivery-compliance', at('16:00'))
    expect(strict).toMatchObject({ status: 'breached', good: 2, total: 3, objective: 1 })
  })

  test('M10: a correlation id is good when it is valid and the issuance’s', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
    await measuring.tell([
      issuance('0:00', { outcome: 'success', token_id: 't1', correlation_id: trace }),
      ...[
        trace,
        '',
        '0'.repeat(32),
        'a3ce929d0e0e47364bf92f3577b34da6',
        `00-${trace}-00f067aa0ba902b7-01`,
      ].map((correlation_id) => action('0:10', { outcome: 'success', token_id: 't1', correlation_id })),
    ])
    await measuring.tell(
      [cloudTrailRecord({ requestID: 'REQ1', time_ms: at('0:10'), source_account, target_account })],
      'cloudtrail',
    )
    const evaluation = await measuring.evaluate('m10-correlation-propagation', at('5:00'))
    expect(evaluation).toMatchObject({ good: 2, total: 5 })
    expect(evaluation.breakdown).toEqual({ invalid: 2, different: 1 })
  })
})
