import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openEmbedded } from '../../src/clickhouse/embedded.ts'
import { tableOf } from '../../src/clickhouse/event-tables.ts'
import { migrate } from '../../src/clickhouse/migrations.ts'
import { type Store, StoreFailure } from '../../src/clickhouse/store.ts'
import { positionColumns } from '../../src/events/kind.ts'
import { kindNames } from '../../src/events/kinds.ts'
import { native } from '../../src/events/sources/native.ts'
import { deadLetterColumns } from '../../src/ingest/dead-letters.ts'
import { columnsOf } from '../../src/ingest/event-columns.ts'
import { importFiles } from '../../src/ingest/files.ts'
import { actionOf, deliveryOf, noon, testPipeline } from '../support/ingest.ts'

let folder: string
let store: Store

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linkmeter-ingest-'))
  store = await openEmbedded(join(folder, 'data'), 'linkmeter')
  await migrate(store, { cluster: null, views: [] })
})

afterAll(async () => {
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

beforeEach(async () => {
  for (const table of [...kindNames.map(tableOf), 'dead_letters']) await store.run(`TRUNCATE TABLE ${table}`)
})

async function numberOf(what: string, from: string): Promise<number> {
  const [row] = await store.rows<{ number: number }>(`SELECT ${what} AS number FROM ${from}`)
  return row?.number ?? Number.NaN
}

describe('what ingest writes and what the tables hold', () => {
  async function columnsIn(table: string): Promise<Record<string, string>> {
    const rows = await store.rows<{ name: string; type: string }>(
      'SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = {table:String}',
      { table },
    )
    return Object.fromEntries(rows.map(({ name, type }) => [name, type]))
  }

  test('dead letters', async () => {
    expect(await columnsIn('dead_letters')).toEqual(deadLetterColumns)
  })

  test.each(kindNames)('%s', async (kind) => {
    expect(await columnsIn(tableOf(kind))).toEqual({ ...columnsOf(kind), ...positionColumns })
  })
})

describe('storing through the engine', () => {
  test('an event arrives with every field and its position', async () => {
    const { pipeline } = testPipeline(store)
    const value = actionOf('zürich', { latency_ms: -1.5, synchronous: false, operation: 's3:GetObject' })
    await pipeline.take(deliveryOf([null, value], { topic: 'events', partition: 3 })).stored
    const rows = await store.rows(
      `SELECT event_id, toUnixTimestamp64Milli(time) AS time, source, latency_ms, synchronous, operation,
         abs(ingested_at - now64(3)) < 60 AS is_just_ingested, _topic, _partition, _offset FROM raw_actions`,
    )
    expect(rows).toEqual([
      {
        event_id: 'zürich',
        time: noon,
        source: 'test',
        latency_ms: -1.5,
        synchronous: false,
        operation: 's3:GetObject',
        is_just_ingested: 1,
        _topic: 'events',
        _partition: 3,
        _offset: 1,
      },
    ])
  })

  test('a delivery that comes again changes nothing, its dead letters included', async () => {
    const delivery = deliveryOf([actionOf('a'), 'no JSON', actionOf('b', { also: 'audit' }), `[{}, {}]`])
    for (let time = 0; time < 3; time += 1) {
      const { pipeline } = testPipeline(store)
      await pipeline.take(delivery).stored
      await pipeline.stop()
    }
    expect(await numberOf('count()', 'raw_actions FINAL')).toBe(2)
    expect(await numberOf('count()', 'raw_audits FINAL')).toBe(1)
    expect(await numberOf('count()', 'dead_letters FINAL')).toBe(3)
  })

  test('events of more than a hundred days fit into one batch', async () => {
    const { pipeline } = testPipeline(store)
    const days = Array.from({ length: 120 }, (_, day) =>
      actionOf(`day ${day}`, { time: noon - day * 86_400_000 }),
    )
    await pipeline.take(deliveryOf(days)).stored
    expect(await numberOf('count()', 'raw_actions')).toBe(120)
  })

  test('a store that fails for a while loses and doubles nothing', async () => {
    let failuresLeft = 3
    const flaky: Store = {
      ...store,
      insert: async (table, block) => {
        // Every second failure comes after the rows were stored: the answer got lost.
        failuresLeft -= 1
        if (failuresLeft === 1) await store.insert(table, block)
        if (failuresLeft >= 0) throw new StoreFailure('the connection broke', { retriable: true, code: null })
        await store.insert(table, block)
      },
    }
    const { pipeline } = testPipeline(flaky, { rows: 100 })
    const ids = Array.from({ length: 1_000 }, (_, index) => `e${index}`)
    await pipeline.take(deliveryOf(ids.map((id) => actionOf(id)))).stored
    expect(await numberOf('count()', 'raw_actions FINAL')).toBe(1_000)
    expect(await numberOf('uniqExact(event_id)', 'raw_actions')).toBe(1_000)
  })
})

describe('bad input', () => {
  async function lettersFor(value: Buffer | string) {
    const { pipeline } = testPipeline(store)
    const values = [actionOf('before'), value, actionOf('after')]
    const { stored } = pipeline.take(
      deliveryOf(
        values.map((bytes) =>
          bytes === value ? bytes : JSON.stringify({ kind: 'action', ...JSON.parse(String(bytes)) }),
        ),
        { source: native },
      ),
    )
    await stored
    // Whatever stands between them, its neighbours are stored.
    expect(await numberOf('count()', 'raw_actions')).toBe(2)
    return store.rows<{ reason: string; detail: string; size: number; bytes: string }>(
      'SELECT reason, detail, size, bytes, offset FROM dead_letters ORDER BY detail',
    )
  }
  const actionWith = (fields: object) =>
    JSON.stringify({
      kind: 'action',
      event_id: 'x',
      time: '2025-01-15T12:00:00Z',
      outcome: 'success',
      ...fields,
    })

  test.each([
    ['no JSON', 'hello', 'not_json'],
    ['JSON of another shape', '42', 'wrong_shape'],
    ['an unknown kind', actionWith({ kind: 'surprise' }), 'unknown_kind'],
    ['a wrong type', actionWith({ latency_ms: 'fast' }), 'invalid_field'],
    ['a time that cannot be', actionWith({ time: '1970-01-01T00:00:00Z' }), 'impossible_time'],
    ['a time far ahead', actionWith({ time: '2126-01-15T12:00:00Z' }), 'impossible_time'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), 'invalid_utf8'],
    ['no bytes at all', '', 'not_json'],
  ])('%s is one dead letter with its reason', async (_, value, reason) => {
    const letters = await lettersFor(value)
    expect(letters).toMatchObject([{ reason, size: Buffer.byteLength(value), offset: 1 }])
  })

  test('a message of 2 MB is too_large and keeps its first 64 KiB', async () => {
    const letters = await lettersFor(Buffer.alloc(2_000_000, 'x'))
    expect(letters).toMatchObject([{ reason: 'too_large', size: 2_000_000, bytes: 'x'.repeat(65_536) }])
  })

  test('a message of exactly 1 MiB is not too large', async () => {
    expect(await lettersFor(Buffer.alloc(1_048_576, 'x'))).toMatchObject([{ reason: 'not_json' }])
  })

  test('a tombstone is neither event nor dead letter', async () => {
    const { pipeline, metric } = testPipeline(store)
    const { stored } = pipeline.takeForReceipt(deliveryOf([null]))
    expect(await stored).toMatchObject({ stored: 0, duplicates: 0, rejected: 0 })
    expect(await numberOf('count()', 'dead_letters')).toBe(0)
    expect(await metric('linkmeter_ingest_records_total', { result: 'ignored' })).toBe(1)
  })

  test('a record on which a source fails is a dead letter, and nothing of it is logged', async () => {
    const { pipeline, log } = testPipeline(store)
    const { stored } = pipeline.takeForReceipt(deliveryOf(['throw', actionOf('a')]))
    expect(await stored).toMatchObject({
      stored: 1,
      rejected: 1,
      rejections: [{ index: 0, code: 'source_defect', detail: 'RangeError' }],
    })
    expect(JSON.stringify(log)).not.toContain('secret')
  })

  test('a dead letter holds no secret', async () => {
    const [letter] = await lettersFor(`{"kind":"surprise","sessionToken":"IQoJb3JpZ2luX2VjEXAMPLE","a":1}`)
    expect(letter?.bytes).not.toContain('EXAMPLE')
    expect(letter?.bytes).toContain('"a":1')
  })

  test('many bad records of one message keep its bytes once', async () => {
    const message = `[${Array(50).fill('7').join(',')}]`
    const letters = await lettersFor(message)
    expect(letters).toHaveLength(50)
    expect(letters.filter(({ bytes }) => bytes !== '')).toHaveLength(1)
    expect(letters.map(({ detail }) => detail)).toContain(
      'record 49: event: expected an object, received number',
    )
  })
})

describe('receipts', () => {
  const many = (from: number, to: number) =>
    deliveryOf(
      Array.from({ length: to - from }, (_, index) =>
        actionOf(`event ${from + index}`, { time: noon - ((from + index) % 5_000) * 60_000 }),
      ),
    )

  test('say what was known: earlier in the table, in an earlier batch, or in the same one', async () => {
    const { pipeline } = testPipeline(store, { rows: 1_000 })
    expect(await pipeline.takeForReceipt(many(0, 5_500)).stored).toMatchObject({
      stored: 5_500,
      duplicates: 0,
    })
    expect(await pipeline.takeForReceipt(many(5_000, 6_000)).stored).toMatchObject({
      read: 1_000,
      stored: 500,
      duplicates: 500,
    })
    const twice = deliveryOf([actionOf('twice'), actionOf('twice')])
    expect(await pipeline.takeForReceipt(twice).stored).toMatchObject({ stored: 1, duplicates: 1 })
  })

  test('call a record new as long as one of its events is', async () => {
    const { pipeline } = testPipeline(store)
    await pipeline.take(deliveryOf([actionOf('a')])).stored
    const withAudit = deliveryOf([actionOf('a', { also: 'audit' })])
    expect(await pipeline.takeForReceipt(withAudit).stored).toMatchObject({ stored: 1, duplicates: 0 })
    expect(await pipeline.takeForReceipt(withAudit).stored).toMatchObject({ stored: 0, duplicates: 1 })
  })

  test('know ids with quotes, backslashes and every other character, up to their longest', async () => {
    const ids = [`it's`, 'a\\b', 'tab\tnewline\n', '東京 %27 &=', '[]', 'x'.repeat(16_384)]
    const { pipeline } = testPipeline(store)
    const delivery = deliveryOf(ids.map((id) => actionOf(id)))
    expect(await pipeline.takeForReceipt(delivery).stored).toMatchObject({ stored: ids.length })
    expect(await pipeline.takeForReceipt(delivery).stored).toMatchObject({ duplicates: ids.length })
  })

  test('of an import done twice count every record as known', async () => {
    const path = join(folder, 'events.jsonl')
    const lines = Array.from({ length: 3_000 }, (_, index) =>
      JSON.stringify({ kind: 'action', event_id: `import ${index}`, time: noon + index, outcome: 'success' }),
    )
    await writeFile(path, `${lines.join('\n')}\nnot an event\n`)
    const run = async () => {
      const { pipeline } = testPipeline(store, { rows: 1_000 })
      const summary = await importFiles({ paths: [path], source: native, pipeline })
      await pipeline.stop()
      return summary
    }
    expect(await run()).toEqual({ read: 3_001, stored: 3_000, duplicates: 0, rejected: 1 })
    expect(await run()).toEqual({ read: 3_001, stored: 0, duplicates: 3_000, rejected: 1 })
    expect(await numberOf('count()', 'raw_actions FINAL')).toBe(3_000)
    expect(await numberOf('count()', 'dead_letters FINAL')).toBe(1)
    const [place] = await store.rows('SELECT topic, offset FROM dead_letters LIMIT 1')
    expect(place).toEqual({ topic: 'events.jsonl', offset: 3_000 })
  })
})
