/** The worked example of A1 in SLIS.md, by the way users take: digests that come late, twice or never, and counts. */
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { openPublicPath, type PublicPath } from '../../support/public-path.ts'

const slo = 'a01-cloudtrail-completeness'
const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const start = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 60 * HOUR_MS
const account = { target_account: '222222222222', region: 'eu-west-1' }
const right = 'ab'.repeat(32)
const wrong = 'cd'.repeat(32)
const complete = { missing: 0, wrong_hash: 0, unverified: 0, no_manifest: 0, chain_gaps: 0 }

// Every command opens the store anew.
vi.setConfig({ testTimeout: 180_000 })

let path: PublicPath
let folder: string
beforeAll(async () => {
  path = await openPublicPath()
  folder = await mkdtemp(join(tmpdir(), 'linkmeter-trail-'))
})
beforeEach(() => path.empty())
afterAll(async () => {
  await path.close()
  await rm(folder, { recursive: true, force: true })
})

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
  return path.report(slo, start + (hours + 2) * HOUR_MS)
}

const four = ['f1', 'f2', 'f3', 'f4']
const fourTold = [
  digest(0, four),
  ...['f1', 'f2', 'f3'].map((name) => delivery(0, name)),
  delivery(0, 'f4', { sha256: wrong }),
]

test('a file with another hash is not received, and an hour without a digest lacks one', async () => {
  await path.tell(fourTold)
  expect(await after(1)).toMatchObject({
    good: 3,
    total: 4,
    ratio: 0.75,
    breakdown: { ...complete, wrong_hash: 1 },
  })
  const later = await after(2)
  expect(later).toMatchObject({ good: 3, total: 5, breakdown: { wrong_hash: 1, no_manifest: 1 } })
  expect(later.gross).toMatchObject({ good: 3, total: 5 })
})

test('repeats change nothing, and what comes late restores the number', async () => {
  const copy = digest(0, four, { event_id: 'the same digest from another bucket' })
  await path.tell([...fourTold, ...fourTold, copy])
  expect(await after(2)).toMatchObject({ good: 3, total: 5 })
  await path.tell([digest(1, ['f5']), delivery(0, 'f4', { time: start + 20 * HOUR_MS })])
  expect(await after(2)).toMatchObject({ good: 4, total: 5, breakdown: { ...complete, missing: 1 } })
  await path.tell([delivery(1, 'f5')])
  expect(await after(2)).toMatchObject({ good: 5, total: 5, breakdown: complete })
})

test('an excluded hour is neither good nor bad, with or without a digest', async () => {
  await path.tell([...fourTold, digest(2, [])])
  const hours = ['--from', new Date(start).toISOString(), '--to', new Date(start + 2 * HOUR_MS).toISOString()]
  const who = ['--author', 'ann', '--reason', 'trail moved']
  await path.run(
    'exclusion',
    'add',
    '--kind',
    'maintenance',
    '--account',
    account.target_account,
    ...hours,
    ...who,
  )
  expect(await after(3)).toMatchObject({
    good: 0,
    total: 0,
    excluded: 5,
    gross: { good: 3, total: 5 },
    breakdown: complete,
  })
})

test('a trail’s folder, imported as it lies in the bucket, is complete but for the digest before it', async () => {
  const fixtures = join(import.meta.dirname, '../../fixtures/cloudtrail')
  const day = join(folder, 'AWSLogs/444444444444/CloudTrail/eu-west-1/2025/03/10')
  const digests = join(folder, 'AWSLogs/444444444444/CloudTrail-Digest/eu-west-1/2025/03/10')
  await mkdir(day, { recursive: true })
  await mkdir(digests, { recursive: true })
  const log = '444444444444_CloudTrail_eu-west-1_20250310T0805Z_a1B2c3D4.json'
  await copyFile(join(fixtures, 'log-file.json'), join(day, log))
  const last = '444444444444_CloudTrail-Digest_eu-west-1_all_eu-west-1_20250310T090000Z.json'
  await copyFile(join(fixtures, 'digest.json'), join(digests, last))
  await path.run('import', '--source', 'cloudtrail', folder)
  const report = await path.report(slo, Date.UTC(2025, 2, 10, 11), { by: 'account' })
  expect(report).toMatchObject({ good: 1, total: 1, breakdown: { ...complete, chain_gaps: 1 } })
  expect(report.groups).toMatchObject([{ key: { target_account: '444444444444' }, good: 1, total: 1 }])
})
