/** What A3 counts at its edges: exactly 20 %, several quotas, parts of minutes, samples that end. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Measuring, openMeasuring } from '../support/measuring.ts'

const slo = 'a03-quota-headroom'
const MINUTE_MS = 60_000
const DAY_MINUTES = 24 * 60
const start = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 60 * 3_600_000
const target_account = '222222222222'

let measuring: Measuring
beforeAll(async () => {
  measuring = await openMeasuring()
})
beforeEach(() => measuring.empty())
afterAll(() => measuring.close())

let samples = 0
/** A sample taken so many minutes after the start. */
function sample(minute: number, used_value: number, columns: object = {}): object {
  samples += 1
  return {
    kind: 'quota_sample',
    event_id: `sample ${samples}`,
    time: start + minute * MINUTE_MS,
    target_account,
    region: 'eu-west-1',
    service: 'ec2',
    quota: 'instances',
    limit_value: 100,
    used_value,
    ...columns,
  }
}

function after(minutes: number) {
  return measuring.evaluate(slo, start + minutes * MINUTE_MS)
}

test('exactly 20 % left is enough', async () => {
  await measuring.tell([sample(0, 80)])
  expect(await after(10)).toMatchObject({ good: 10, total: 10 })
})

test('a minute is good only if every quota of the account has room, in every region', async () => {
  await measuring.tell([
    sample(0, 10),
    sample(5, 90, { quota: 'addresses' }),
    sample(10, 10, { quota: 'addresses' }),
    sample(8, 90, { region: 'us-east-1' }),
    sample(12, 10, { region: 'us-east-1' }),
    sample(0, 10, { target_account: '333333333333' }),
  ])
  expect(await after(20)).toMatchObject({
    good: 33,
    total: 40,
    breakdown: { 'ec2/addresses': 5, 'ec2/instances': 4 },
  })
})

test('low in any part of a minute is a low minute', async () => {
  await measuring.tell([sample(0, 10), sample(5.25, 95), sample(5.5, 10)])
  expect(await after(10)).toMatchObject({ good: 9, total: 10 })
})

test('a sample holds for a day; a silent day after it has no minutes', async () => {
  await measuring.tell([sample(0, 95)])
  expect(await after(DAY_MINUTES - 1)).toMatchObject({ good: 0, total: DAY_MINUTES - 1 })
  expect(await after(2 * DAY_MINUTES)).toMatchObject({ good: 0, total: DAY_MINUTES })
})
