/** What A1 counts at its edges: files of others, empty digests, trails that end, counts and chains. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Measuring, openMeasuring } from '../support/measuring.ts'

const slo = 'a01-cloudtrail-completeness'
const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const start = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 60 * HOUR_MS
const account = { target_account: '222222222222', region: 'eu-west-1' }
const right = 'ab'.repeat(32)
const wrong = 'cd'.repeat(32)
const complete = { missing: 0, wrong_hash: 0, unverified: 0, no_manifest: 0, chain_gaps: 0 }

let measuring: Measuring
beforeAll(async () => {
  measuring = await openMeasuring()
})
beforeEach(() => measuring.empty())
afterAll(() => measuring.close())

/** A digest of the hour that begins so many hours after the start; it comes when its hour has passed. */
function digest(hour: number, names: readonly string[], columns: object = {}): object {
  return {
    kind: 'trail_manifest',
    event_id: `logs/digest-${hour}.json.gz`,
    time: start + (hour + 1) * HOUR_MS,
    ...account,
    period_start: start + hour * HOUR_MS,
    period_end: start + (hour + 1) * HOUR_MS,
    log_files: names.map((name) => ({ key: `AWSLogs/${name}`, sha256: right })),
    ...columns,
  }
}

let deliveries = 0
function delivery(hour: number, name: string, columns: object = {}): object {
  deliveries += 1
  return {
    kind: 'log_delivery',
    event_id: `delivery ${deliveries}`,
    time: start + hour * HOUR_MS + 10 * MINUTE_MS,
    ...account,
    log_type: 'cloudtrail',
    object_key: `another-prefix/AWSLogs/${name}`,
    outcome: 'success',
    sha256: right,
    ...columns,
  }
}

/** What is reported once the first so many hours have matured. */
function after(hours: number) {
  return measuring.evaluate(slo, start + (hours + 2) * HOUR_MS)
}

const four = ['f1', 'f2', 'f3', 'f4']

test('only a delivery that ended in success, to the same account and within a day, is received', async () => {
  await measuring.tell([
    digest(0, four),
    delivery(0, 'f1', { outcome: 'service_error' }),
    delivery(0, 'f2', { target_account: '333333333333' }),
    delivery(0, 'f3', { time: start + 26 * HOUR_MS }),
    delivery(0, 'f4', { time: start - 5 * MINUTE_MS, sha256: '' }),
  ])
  expect(await after(1)).toMatchObject({ good: 0, total: 4, breakdown: { missing: 3, unverified: 1 } })
})

test('an empty digest is complete', async () => {
  await measuring.tell([digest(0, ['f1']), delivery(0, 'f1'), digest(1, []), digest(2, [])])
  expect(await after(3)).toMatchObject({ good: 1, total: 1, ratio: 1, breakdown: complete })
})

test('a trail that is switched off in one region lacks every hour until it is declared retired', async () => {
  const elsewhere = { region: 'us-east-1' }
  await measuring.tell([
    ...Array.from({ length: 30 }, (_, hour) => digest(hour, [])),
    digest(0, [], { ...elsewhere, event_id: 'last of its region' }),
  ])
  expect(await after(30)).toMatchObject({ good: 0, total: 29, breakdown: { no_manifest: 29 } })
  await measuring.tell([
    { ...digest(10, [], elsewhere), event_id: 'retired', time: start + 10 * HOUR_MS, retired: true },
  ])
  expect(await after(30)).toMatchObject({ good: 0, total: 9, breakdown: { no_manifest: 9 } })
  await measuring.tell([digest(20, [], { ...elsewhere, event_id: 'switched on again' })])
  expect(await after(23)).toMatchObject({ good: 0, total: 11, breakdown: { no_manifest: 11 } })
})

test('a first digest that comes late begins the expectation where its hour is', async () => {
  await measuring.tell([digest(8, [])])
  expect(await after(9)).toMatchObject({ total: 0 })
  await measuring.tell([digest(2, [])])
  expect(await after(9)).toMatchObject({ total: 5, breakdown: { no_manifest: 5 } })
})

test('a count without a list expects as many files, and no more than it counts are good', async () => {
  const count = (hour: number, expected: number) => digest(hour, [], { expected })
  await measuring.tell([
    count(0, 3),
    ...['g1', 'g2', 'g1'].map((name) => delivery(0, name)),
    delivery(0, 'g3', { region: 'us-east-1' }),
    delivery(0, 'digest', { log_type: 'cloudtrail_digest' }),
    count(1, 1),
    ...['h1', 'h2'].map((name) => delivery(1, name)),
    // Delivered in the third hour, of the second one's time.
    delivery(2, 'h3', { period_start: start + 1.5 * HOUR_MS }),
    count(2, 0),
  ])
  expect(await after(3)).toMatchObject({ good: 3, total: 4, breakdown: { ...complete, missing: 1 } })
})

test('a gap in the chain is told, whether the digest before never came or is another one', async () => {
  const previous_key = 'logs/digest-0.json.gz'
  await measuring.tell([
    digest(0, [], { previous_key: 'logs/digest-before.json.gz' }),
    digest(1, [], { previous_key, previous_sha256: right }),
  ])
  expect(await after(2)).toMatchObject({ total: 0, breakdown: { chain_gaps: 1 } })
  const file = delivery(1, 'digest-0.json.gz', { log_type: 'cloudtrail_digest', sha256: wrong })
  await measuring.tell([file])
  expect(await after(2)).toMatchObject({ total: 0, breakdown: { chain_gaps: 2 } })
})
