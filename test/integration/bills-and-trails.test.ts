/** Bills and trail files from disk, through the pipeline and the engine: sums exact, nothing counted twice, hashes held. */
import { existsSync, readFileSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEmbedded } from '../../src/clickhouse/embedded.ts'
import { migrate } from '../../src/clickhouse/migrations.ts'
import type { Store } from '../../src/clickhouse/store.ts'
import { allViews } from '../../src/clickhouse/views.ts'
import { type SourceName, sources } from '../../src/events/sources.ts'
import { importFiles } from '../../src/ingest/files.ts'
import { testPipeline } from '../support/ingest.ts'

const FIXTURES = join(import.meta.dirname, '../fixtures')
const SHARED = join(import.meta.dirname, '../../../shared/data/focus_1.0_sample_1000.csv')

let folder: string
let store: Store

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linkmeter-bills-'))
  store = await openEmbedded(join(folder, 'data'), 'linkmeter')
  await migrate(store, { cluster: null, views: allViews(Object.values(sources)) })
})

afterAll(async () => {
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

async function importAs(source: SourceName, path: string) {
  const { pipeline } = testPipeline(store)
  const summary = await importFiles({ paths: [path], source: sources[source], pipeline })
  await pipeline.stop()
  return summary
}

type Row = Readonly<Record<string, string>>

/** Money as whole units of 10^-12: sums that are exact, and independent of the code under test. */
function units(amount: string): bigint {
  const [, sign = '', whole = '0', fraction = ''] = /^(-?)(\d+)\.?(\d*)$/.exec(amount) ?? []
  return BigInt(`${sign}${whole}${fraction.padEnd(12, '0')}`)
}

function sumBy(rows: readonly Row[], column: 'BilledCost' | 'EffectiveCost', key: (row: Row) => string) {
  const sums: Record<string, bigint> = {}
  for (const row of rows) {
    const amount = row[column] ?? ''
    if (amount !== 'NULL') sums[key(row)] = (sums[key(row)] ?? 0n) + units(amount)
  }
  return sums
}

const serviceOf = (row: Row) => row['ServiceName'] ?? ''
const dayOf = (row: Row) => (row['ChargePeriodStart'] ?? '').slice(0, 10)

async function storedBy(expression: string, amount: string, topic: string) {
  const rows = await store.rows<{ key: string; total: string }>(
    `SELECT toString(${expression}) AS key, sum(${amount}) AS total FROM cost_samples WHERE _topic = {topic:String} GROUP BY key`,
    { topic },
  )
  return Object.fromEntries(rows.map(({ key, total }) => [key, units(total)]))
}

const bills = [join(FIXTURES, 'focus/bill.csv'), ...(existsSync(SHARED) ? [SHARED] : [])]

describe.each(bills)('the bill %s', (path) => {
  const rows: Row[] = parse(readFileSync(path), { columns: true })
  const topic = basename(path)

  test('is stored once, though imported twice', async () => {
    const read = rows.length
    expect(await importAs('focus', path)).toEqual({ read, stored: read, duplicates: 0, rejected: 0 })
    expect(await importAs('focus', path)).toEqual({ read, stored: 0, duplicates: read, rejected: 0 })
  })

  test('has the file’s own total, exactly', async () => {
    expect(await storedBy("'all'", 'amount', topic)).toEqual(sumBy(rows, 'BilledCost', () => 'all'))
    expect(await storedBy("'all'", 'effective_amount', topic)).toEqual(
      sumBy(rows, 'EffectiveCost', () => 'all'),
    )
  })

  test('has the file’s own totals by service, by day, by both and by account', async () => {
    const service = sumBy(rows, 'BilledCost', serviceOf)
    expect(await storedBy('service', 'amount', topic)).toEqual(service)
    const day = sumBy(rows, 'BilledCost', dayOf)
    expect(await storedBy('day', 'amount', topic)).toEqual(day)
    const both = sumBy(rows, 'BilledCost', (row) => `${serviceOf(row)} ${dayOf(row)}`)
    expect(await storedBy("concat(service, ' ', toString(day))", 'amount', topic)).toEqual(both)
    const account = sumBy(rows, 'BilledCost', (row) => (row['SubAccountId'] ?? '').replace(/^NULL$/, ''))
    expect(await storedBy('target_account', 'amount', topic)).toEqual(account)
  })
})

test('what indicators and analysts read of the bills adds up to the same, day by day', async () => {
  const sums = (table: string) =>
    store.rows(`SELECT toString(day) AS day, sum(amount) AS total FROM ${table} GROUP BY day ORDER BY day`)
  const told = await sums('cost_samples')
  const everything =
    "slo = '', from = toDateTime('2000-01-02 00:00:00'), to = toDateTime('2100-01-01 00:00:00')"
  expect(await sums(`counted_bills(${everything})`)).toEqual(told)
  expect(await sums('cost_by_workload')).toEqual(told)
})

test('the fixture’s total, counted by hand: 2 × 0.0000008 + 12.5 − 2.50000000001', async () => {
  const [row] = await store.rows("SELECT sum(amount) AS total FROM cost_samples WHERE _topic = 'bill.csv'")
  expect(row).toEqual({ total: '10.00000159999' })
})

test.runIf(existsSync(SHARED))('the sample’s total: 20.52022672899', async () => {
  const [row] = await store.rows(
    'SELECT sum(amount) AS total, sum(effective_amount) AS effective FROM cost_samples WHERE _topic = {topic:String}',
    { topic: basename(SHARED) },
  )
  expect(row).toEqual({ total: '20.52022672899', effective: '14.97651418586' })
})

describe('a trail’s folder', () => {
  const day = 'AWSLogs/444444444444/CloudTrail/eu-west-1/2025/03/10'
  const digests = 'AWSLogs/444444444444/CloudTrail-Digest/eu-west-1/2025/03/10'
  const log = '444444444444_CloudTrail_eu-west-1_20250310T0805Z_a1B2c3D4.json'
  const digest = '444444444444_CloudTrail-Digest_eu-west-1_all_eu-west-1_20250310T090000Z.json'
  let bucket: string

  beforeAll(async () => {
    bucket = join(folder, 'bucket')
    await mkdir(join(bucket, day), { recursive: true })
    await mkdir(join(bucket, digests), { recursive: true })
    await copyFile(join(FIXTURES, 'cloudtrail/log-file.json'), join(bucket, day, log))
    await copyFile(join(FIXTURES, 'cloudtrail/digest.json'), join(bucket, digests, digest))
  })

  test('counts its records: one call and one digest, however often it is imported', async () => {
    expect(await importAs('cloudtrail', bucket)).toEqual({ read: 2, stored: 2, duplicates: 0, rejected: 0 })
    expect(await importAs('cloudtrail', bucket)).toEqual({ read: 2, stored: 0, duplicates: 2, rejected: 0 })
  })

  test('shows which listed files arrived with the right hash', async () => {
    const rows = await store.rows(
      `SELECT listed.key AS key, countIf(sha256 = listed.sha256) AS received
       FROM (SELECT arrayJoin(log_files) AS listed FROM trail_manifests) AS manifest
       CROSS JOIN log_deliveries
       WHERE splitByChar('/', object_key)[-1] = splitByChar('/', listed.key)[-1]
       GROUP BY key`,
    )
    expect(rows).toEqual([{ key: `${day}/${log}.gz`, received: 1 }])
  })

  test('shows the gap before its first digest', async () => {
    const rows = await store.rows(
      `SELECT previous_key FROM trail_manifests
       WHERE previous_sha256 NOT IN (SELECT sha256 FROM log_deliveries WHERE log_type = 'cloudtrail_digest')`,
    )
    expect(rows).toEqual([{ previous_key: `${digests}/${digest.replace('T090000Z', 'T080000Z')}.gz` }])
  })
})
