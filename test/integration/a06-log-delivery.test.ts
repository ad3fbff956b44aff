/** What A6 counts at its edges: later hours, silence of a day, several logs, unknown outcomes. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Measuring, openMeasuring } from '../support/measuring.ts'

const slo = 'a06-log-delivery'
const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const start = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 60 * HOUR_MS
const target_account = '222222222222'

let measuring: Measuring
beforeAll(async () => {
  measuring = await openMeasuring()
})
beforeEach(() => measuring.empty())
afterAll(() => measuring.close())

let attempts = 0
/** An attempt so many minutes after the start. */
function attempt(minute: number, object_key: string, outcome: string, columns: object = {}): object {
  attempts += 1
  const time = start + minute * MINUTE_MS
  return {
    kind: 'log_delivery',
    event_id: `attempt ${attempts}`,
    time,
    target_account,
    log_type: 'cloudtrail',
    object_key,
    outcome,
    ...columns,
  }
}

/** What is reported once the first so many hours have matured. */
function after(hours: number) {
  return measuring.evaluate(slo, start + hours * HOUR_MS + 15 * MINUTE_MS)
}

test('a key tried again in the next hour is expected there again', async () => {
  await measuring.tell([attempt(58, 'k1', 'throttled'), attempt(62, 'k1', 'success')])
  expect(await after(2)).toMatchObject({ good: 1, total: 2, breakdown: { attempts: 2, failed_attempts: 1 } })
})

test('a whole silent day counts hour by hour until 24 hours after the last delivery', async () => {
  await measuring.tell([attempt(59, 'k1', 'success')])
  expect(await after(24)).toMatchObject({ good: 1, total: 24 })
  expect(await after(40)).toMatchObject({ good: 1, total: 25, breakdown: { silent_hours: 24 } })
})

test('failing attempts are no silence and do not prolong it', async () => {
  await measuring.tell([attempt(0, 'k1', 'success'), attempt(60, 'k2', 'service_error')])
  expect(await after(40)).toMatchObject({ good: 1, total: 25, breakdown: { silent_hours: 23 } })
  await measuring.empty()
  await measuring.tell([attempt(0, 'k1', 'service_error')])
  expect(await after(40)).toMatchObject({ good: 0, total: 1, breakdown: { silent_hours: 0 } })
})

test('each log of each account has a silence of its own', async () => {
  const flow = { log_type: 'vpcflowlogs' }
  await measuring.tell([
    attempt(0, 'k1', 'success'),
    attempt(60, 'k2', 'success'),
    attempt(0, 'f1', 'success', flow),
    attempt(0, 'k1', 'success', { target_account: '333333333333' }),
  ])
  expect(await after(2)).toMatchObject({
    good: 4,
    total: 6,
    breakdown: { 'undelivered/cloudtrail': 1, 'undelivered/vpcflowlogs': 1 },
  })
})

test('unknown outcomes are neither, and attempts without a key are one', async () => {
  await measuring.tell([
    attempt(0, 'k1', 'unknown'),
    attempt(1, '', 'success'),
    attempt(2, '', 'service_error'),
  ])
  expect(await after(1)).toMatchObject({ good: 1, total: 1, breakdown: { attempts: 2, failed_attempts: 1 } })
})
