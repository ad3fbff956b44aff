/** Records as the world sends them, right and wrong: through files, HTTP and a Kafka topic, down to the tables and the report. */
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import kafkajs from 'kafkajs'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { withAdmin } from '../support/consuming.ts'
import { linkmeter, type RunningService, startService, until } from '../support/service.ts'
import { action, makeWorkplace, post, type Workplace } from '../support/workplace.ts'

const SHARED = join(import.meta.dirname, '../../../shared/data')
const FIXTURES = join(import.meta.dirname, '../fixtures/cloudtrail')

/** Twelve records: two copies of one exchange, two denials, a call and a service's own; three revocations, a role's life. */
const handWritten = [
  'action-with-session.json',
  'assume-role-by-service.json',
  'assume-role-denied.json',
  'assume-role-pair.json',
  'console-login-failure.json',
  'revocations.json',
  'role-life.json',
]

async function importing(workplace: Workplace, source: string, path: string): Promise<unknown> {
  const { code, stdout, stderr } = await linkmeter(['import', '--source', source, path], workplace.settings)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

async function report(workplace: Workplace, at: string) {
  const { code, stdout, stderr } = await linkmeter(
    ['report', '--at', at, '--format', 'json'],
    workplace.settings,
  )
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout) as { slo: string; [name: string]: unknown }[]
}

describe('CloudTrail records written by hand', () => {
  let workplace: Workplace
  let folder: string
  beforeAll(async () => {
    workplace = await makeWorkplace()
    folder = join(workplace.folder, 'records')
    for (const name of handWritten) await cp(join(FIXTURES, name), join(folder, name))
  })
  afterAll(() => workplace.remove())

  it('are stored', async () => {
    expect(await importing(workplace, 'cloudtrail', folder)).toEqual({
      read: 12,
      stored: 12,
      duplicates: 0,
      rejected: 0,
    })
  })

  it('are all known when they come again, also zipped and under another name', async () => {
    const records = await readFile(join(FIXTURES, 'assume-role-pair.json'))
    await writeFile(join(folder, 'again.json.gz'), gzipSync(records))
    expect(await importing(workplace, 'cloudtrail', folder)).toEqual({
      read: 14,
      stored: 0,
      duplicates: 14,
      rejected: 0,
    })
  })

  it('measure the link from 1… to 2…: one exchange of two succeeded, and one action of one', async () => {
    const entries = new Map(
      (await report(workplace, '2025-03-11T00:00:00Z')).map((entry) => [entry.slo, entry]),
    )
    expect(entries.get('m01-cross-account-auth-success')).toMatchObject({ good: 1, total: 2, ratio: 0.5 })
    expect(entries.get('m03-action-success')).toMatchObject({ good: 1, total: 1, ratio: 1 })
    // CloudTrail carries no latency and no correlation id, and an audit log proves nothing about its own delivery.
    for (const slo of ['m02-token-issuance-latency', 'm05-audit-delivery', 'm10-correlation-propagation']) {
      expect(entries.get(slo)).toMatchObject({ status: 'no_data', total: 0, ratio: null })
    }
  })
})

describe('CloudTrail records of real accounts', () => {
  let workplace: Workplace
  beforeAll(async () => {
    workplace = await makeWorkplace()
  })
  afterAll(() => workplace.remove())

  it('of the stratus set are stored whole, and are all known the second time', async () => {
    const { path, records } = await stratus(workplace.folder)
    expect(await importing(workplace, 'cloudtrail', path)).toEqual({
      read: records,
      stored: records,
      duplicates: 0,
      rejected: 0,
    })
    expect(await importing(workplace, 'cloudtrail', path)).toEqual({
      read: records,
      stored: 0,
      duplicates: records,
      rejected: 0,
    })
  })

  it('in which nobody crosses accounts give no data, not zero', async () => {
    const { stdout: newest } = await linkmeter(
      ['sql', 'SELECT max(time) FROM audits', '-f', 'TSV'],
      workplace.settings,
    )
    const after = new Date(Date.parse(newest.trim()) + 3_600_000).toISOString()
    // M8 and M9 are about targets, whoever calls.
    const entries = (await report(workplace, after)).filter(({ slo }) => /^m(0[1-7]|10)/.test(slo))
    expect(entries).toHaveLength(9)
    for (const entry of entries) {
      expect(entry).toMatchObject({ status: 'no_data', good: 0, total: 0, ratio: null })
      expect(new Set(Object.values(entry['burn_rate'] as object))).toEqual(new Set([null]))
    }
    const { stdout: crossing } = await linkmeter(['sql', CROSSING, '-f', 'TSV'], workplace.settings)
    expect(crossing).toBe('0\n')
  })

  it('of the sans504 slice are stored once, however often their files were delivered', async () => {
    const { path, read, stored } = await sans504(workplace.folder)
    expect(await importing(workplace, 'cloudtrail', path)).toEqual({
      read,
      stored,
      duplicates: read - stored,
      rejected: 0,
    })
  })
})

/** Over all time: the report's window alone could miss an early one. */
const CROSSING = `
  SELECT countIf(cross_account) FROM (
    SELECT cross_account FROM counted_token_issuances(slo = 'm01', from = '2000-01-01 00:00:00', to = '2030-01-01 00:00:00')
    UNION ALL
    SELECT cross_account FROM counted_actions(slo = 'm03', from = '2000-01-01 00:00:00', to = '2030-01-01 00:00:00'))`

function unpack(archive: string, folder: string): string | null {
  const path = join(SHARED, archive)
  if (!existsSync(path)) return null
  execFileSync('tar', ['-xzf', path, '-C', folder, '--one-top-level'])
  return join(folder, basename(archive, '.tgz'))
}

/** Records of single accounts, and how many they are. */
async function stratus(folder: string): Promise<{ path: string; records: number }> {
  const unpacked = unpack('stratus.tgz', folder)
  if (unpacked !== null) return { path: unpacked, records: 310 }
  const path = join(folder, 'stratus')
  for (const name of ['console-login-failure.json', 'revocations.json', 'role-life.json']) {
    await cp(join(FIXTURES, name), join(path, name))
  }
  return { path, records: 7 }
}

/** Files as S3 keeps them by region, some of whose records were delivered twice. */
async function sans504(folder: string): Promise<{ path: string; read: number; stored: number }> {
  const unpacked = unpack('sans504_slice.tgz', folder)
  if (unpacked !== null) return { path: unpacked, read: 1027, stored: 972 }
  const path = join(folder, 'sans504')
  const records = gzipSync(await readFile(join(FIXTURES, 'assume-role-pair.json')))
  for (const region of ['us-east-1', 'eu-west-1']) {
    await mkdir(join(path, region), { recursive: true })
    const name = `111111111111_CloudTrail_${region}_20250310T0905Z_AbCdEfGhIjKlMnOp.json.gz`
    await writeFile(join(path, region, name), records)
  }
  return { path, read: 4, stored: 2 }
}

const SECRET = 'FwoGZXIvYXdzEXAMPLEhunter2'

/** What must not get in, and why; each but the damaged ones carries a secret that must not be kept. */
const badRecords: { name: string; bytes: Buffer; reason: string }[] = [
  {
    name: 'not JSON',
    bytes: Buffer.from(`{"kind":"action","sessionToken":"${SECRET}",`),
    reason: 'not_json',
  },
  { name: 'another shape', bytes: json({ hello: 'world', password: SECRET }), reason: 'wrong_shape' },
  { name: 'a bare number', bytes: Buffer.from('42'), reason: 'wrong_shape' },
  {
    name: 'a wrong type',
    bytes: json(action('x', { latency_ms: 'fast', password: SECRET })),
    reason: 'invalid_field',
  },
  {
    name: 'a time before 2000',
    bytes: json(action('x', { time: '1999-12-31T23:59:59Z' })),
    reason: 'impossible_time',
  },
  {
    name: 'a time far ahead',
    bytes: json(action('x', { time: '2999-01-01T00:00:00Z' })),
    reason: 'impossible_time',
  },
  { name: 'no time at all', bytes: json(action('x', { time: 'noon' })), reason: 'invalid_field' },
  {
    name: 'an unknown kind',
    bytes: json({ ...action('x'), kind: 'weather', password: SECRET }),
    reason: 'unknown_kind',
  },
  {
    name: 'invalid UTF-8',
    bytes: Buffer.from([...Buffer.from('{"kind":"'), 0xff, 0xfe, 0x22, 0x7d]),
    reason: 'invalid_utf8',
  },
  {
    name: '2 MB',
    bytes: json({ password: SECRET, ...action('x', { resource: 'x'.repeat(2_000_000) }) }),
    reason: 'too_large',
  },
]

function json(value: object): Buffer {
  return Buffer.from(JSON.stringify(value))
}

/** A good record before, between and after the bad ones: `good` of them, every second record. */
function mixed(prefix: string): { records: Buffer[]; good: string[] } {
  const good = Array.from({ length: badRecords.length + 1 }, (_, index) => `${prefix}-${index}`)
  const records = good.flatMap((id, index) => [
    json(action(id)),
    ...badRecords.slice(index, index + 1).map(({ bytes }) => bytes),
  ])
  return { records, good }
}

function lines(records: readonly Buffer[]): Buffer {
  return Buffer.concat(records.flatMap((record) => [record, Buffer.from('\n')]))
}

describe('bad input', () => {
  const topic = `bad-${randomUUID()}`
  let workplace: Workplace
  let service: RunningService

  beforeAll(async () => {
    workplace = await makeWorkplace()
    await withAdmin(inject('brokers'), (admin) =>
      admin.createTopics({
        topics: [
          { topic, numPartitions: 1, configEntries: [{ name: 'max.message.bytes', value: '4000000' }] },
        ],
      }),
    )
    service = await startService({
      ...workplace.settings,
      KAFKA_BROKERS: inject('brokers'),
      KAFKA_TOPICS: `${topic}=native`,
      KAFKA_GROUP_ID: topic,
    })
  })

  afterAll(async () => {
    await service?.stop()
    await workplace?.remove()
  })

  async function storedOf(prefix: string): Promise<string[]> {
    const rows = await workplace.rows<{ event_id: string }>(
      'SELECT event_id FROM actions WHERE startsWith(event_id, {prefix:String}) ORDER BY event_id',
      { prefix: `${prefix}-` },
    )
    return rows.map(({ event_id }) => event_id)
  }

  /** Each bad record of `mixed` has one letter: at its place, of its whole size, with its bytes and without its secret. */
  function lettersOf(from: string) {
    return workplace.rows<{
      offset: number
      reason: string
      size: number
      source: string
      bytes: string
    }>(
      'SELECT offset, reason, size, source, bytes FROM dead_letters FINAL WHERE topic = {from:String} ORDER BY offset',
      { from },
    )
  }

  async function expectLetters(from: string) {
    const letters = await lettersOf(from)
    expect(letters.map(({ offset, reason, size, source }) => ({ offset, reason, size, source }))).toEqual(
      badRecords.map(({ bytes, reason }, index) => ({
        offset: 2 * index + 1,
        reason,
        size: bytes.length,
        source: 'native',
      })),
    )
    expect(letters.map(({ bytes }) => bytes).join()).not.toContain('hunter2')
    for (const [index, { bytes }] of letters.entries()) {
      expect(bytes.slice(0, 5)).toBe(badRecords[index]?.bytes.subarray(0, 5).toString())
    }
    expect(letters.at(-1)?.bytes.length).toBeLessThanOrEqual(65_536)
  }

  async function expectReady() {
    await until(async () => (await fetch(`${service.address}/readyz`)).status === 200, {
      what: 'the service to be ready',
    })
  }

  async function expectWorking() {
    const event_id = `working-${randomUUID()}`
    expect(await post(service.address, JSON.stringify(action(event_id)))).toMatchObject({
      status: 200,
      answer: { stored: 1 },
    })
    expect(await storedOf('working')).toContain(event_id)
    await expectReady()
  }

  it('in a Kafka topic is kept as dead letters, a tombstone is no error, and the rest is stored', async () => {
    const { records, good } = mixed('kafka')
    const kafka = new kafkajs.Kafka({ brokers: [inject('brokers')], logLevel: kafkajs.logLevel.NOTHING })
    const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
    await producer.connect()
    const values = [...records, null, json(action('kafka-last'))]
    for (const value of values) await producer.send({ topic, messages: [{ key: 'same', value }] })
    await producer.disconnect()
    await until(async () => (await storedOf('kafka')).includes('kafka-last'), {
      what: 'the last event to be stored',
    })
    expect(await storedOf('kafka')).toEqual([...good, 'kafka-last'].toSorted())
    // Dead letters are stored after the events of their batch.
    await until(async () => (await lettersOf(topic)).length === badRecords.length, {
      what: 'the dead letters to be stored',
    })
    await expectLetters(topic)
    await expectWorking()
  })

  it('in a file is kept as dead letters, and the rest is stored', async () => {
    const { records, good } = mixed('file')
    const path = await workplace.file('mixed.jsonl', lines(records))
    expect(await importing(workplace, 'native', path)).toEqual({
      read: records.length,
      stored: good.length,
      duplicates: 0,
      rejected: badRecords.length,
    })
    expect(await storedOf('file')).toEqual(good.toSorted())
    await expectLetters('mixed.jsonl')
    await expectWorking()
  })

  it('over HTTP is told to its sender and kept as dead letters, and the rest is stored', async () => {
    const { records, good } = mixed('http')
    const { status, answer } = await post(service.address, lines(records), 'application/x-ndjson')
    expect({ status, answer }).toMatchObject({
      status: 200,
      answer: {
        stored: good.length,
        rejected: badRecords.length,
        rejections: badRecords.map(({ reason }, index) => ({ index: 2 * index + 1, code: reason })),
      },
    })
    expect(await storedOf('http')).toEqual(good.toSorted())
    await expectLetters('http')
    await expectWorking()
  })

  it.each([
    { name: '2 MB', status: 413, code: 'record_too_large' },
    { name: 'not JSON', status: 400, code: 'body_not_json' },
    { name: 'a wrong type', status: 422, code: 'every_record_rejected' },
  ])('alone in a request gets $status: $name', async ({ name, status, code }) => {
    const bytes = badRecords.find((record) => record.name === name)?.bytes ?? Buffer.alloc(0)
    expect(await post(service.address, bytes)).toMatchObject({ status, answer: { error: { code } } })
    await expectWorking()
  })

  it('a body too large to be read gets 413', async () => {
    const answer = await post(service.address, Buffer.alloc(17 * 1_048_576, ' '))
    expect(answer).toMatchObject({ status: 413, answer: { error: { code: 'body_too_large' } } })
    await expectWorking()
  })

  it.each([
    { of: 'an empty file', name: 'empty.jsonl', content: '', told: [0, 0, 0], reasons: [] },
    { of: 'an empty .gz', name: 'empty.json.gz', content: gzipSync(''), told: [0, 0, 0], reasons: [] },
    { of: 'an empty list', name: 'none.json', content: '[]', told: [0, 0, 0], reasons: [] },
    { of: 'a null record', name: 'null.jsonl', content: 'null\n', told: [1, 0, 1], reasons: ['wrong_shape'] },
    { of: 'text', name: 'text.json', content: 'Dear Sirs', told: [1, 0, 1], reasons: ['not_json'] },
    {
      of: 'a cut document',
      name: 'cut.json',
      content: `[${json(action('cut-0'))},{"kind":`,
      told: [2, 1, 1],
      reasons: ['not_json'],
    },
    {
      of: 'no .gz behind its name',
      name: 'false.json.gz',
      content: 'no gzip',
      told: [1, 0, 1],
      reasons: ['truncated'],
    },
  ])('a file that is $of', async ({ name, content, told: [read, stored, rejected], reasons }) => {
    const path = await workplace.file(name, content)
    expect(await importing(workplace, 'native', path)).toEqual({ read, stored, duplicates: 0, rejected })
    const letters = await workplace.rows<{ reason: string }>(
      'SELECT reason FROM dead_letters FINAL WHERE topic = {name:String}',
      { name },
    )
    expect(letters.map(({ reason }) => reason)).toEqual(reasons)
    await expectReady()
  })

  it('a truncated .gz gives the records before its end, and one dead letter for what is lost', async () => {
    const ids = Array.from({ length: 2_000 }, (_, index) => `zip-${randomUUID()}-${index}`)
    const zipped = gzipSync(lines(ids.map((id) => json(action(id)))))
    const path = await workplace.file('half.jsonl.gz', zipped.subarray(0, zipped.length / 2))
    const told = (await importing(workplace, 'native', path)) as {
      read: number
      stored: number
      rejected: number
    }
    expect(told).toEqual({ read: told.stored + 1, stored: told.stored, duplicates: 0, rejected: 1 })
    const stored = await storedOf('zip')
    expect(stored).toHaveLength(told.stored)
    expect(stored).toEqual(ids.slice(0, told.stored).toSorted())
    expect(told.stored).toBeGreaterThan(500)
    expect(
      await workplace.rows(`SELECT reason, offset FROM dead_letters FINAL WHERE topic = 'half.jsonl.gz'`),
    ).toEqual([{ reason: 'truncated', offset: told.stored }])
    await expectWorking()
  })

  it('records of another source are rejected one by one, and none of them is taken for an event', async () => {
    expect(await importing(workplace, 'native', join(FIXTURES, 'role-life.json'))).toEqual({
      read: 3,
      stored: 0,
      duplicates: 0,
      rejected: 3,
    })
    const path = await workplace.file('native.jsonl', json(action('not-cloudtrail')))
    expect(await importing(workplace, 'cloudtrail', path)).toEqual({
      read: 1,
      stored: 0,
      duplicates: 0,
      rejected: 1,
    })
    await expectWorking()
  })
})
