import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEmbedded } from '../../src/clickhouse/embedded.ts'
import { createBlockBuilder, type RowOf } from '../../src/clickhouse/native-block.ts'
import type { Store } from '../../src/clickhouse/store.ts'

const columns = {
  name: 'String',
  word: 'LowCardinality(String)',
  time: "DateTime64(3, 'UTC')",
  maybe_time: "Nullable(DateTime64(3, 'UTC'))",
  yes: 'Bool',
  partition: 'Int32',
  offset: 'Int64',
  small: 'UInt8',
  count: 'Nullable(UInt32)',
  latency: 'Nullable(Float64)',
  number: 'Float64',
  list: 'Array(String)',
  day: 'Date',
  money: 'Decimal(38, 12)',
  maybe_money: 'Nullable(Decimal(38, 12))',
  tags: 'Map(String, String)',
  files: 'Array(Tuple(key String, sha256 String))',
} as const

const plain = {
  name: 'a',
  word: 'b',
  time: 0,
  maybe_time: null,
  yes: false,
  partition: 0,
  offset: 0,
  small: 0,
  count: null,
  latency: null,
  number: 0,
  list: [],
  day: '1970-01-01',
  money: '0',
  maybe_money: null,
  tags: {},
  files: [],
}

describe('a native block, read back from the engine', () => {
  let folder: string
  let store: Store

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'linkmeter-block-'))
    store = await openEmbedded(folder, 'linkmeter')
    const types = Object.entries(columns).map(([name, type]) => `${name} ${type}`)
    await store.run(`CREATE TABLE block (${types.join(', ')}) ENGINE = MergeTree ORDER BY offset`)
  })

  afterAll(async () => {
    await store.close()
    await rm(folder, { recursive: true, force: true })
  })

  type Row = RowOf<typeof columns>

  async function roundTrip(rows: readonly Partial<Row>[]): Promise<Row[]> {
    const builder = createBlockBuilder(columns, {})
    rows.forEach((row, index) => {
      builder.add({ ...plain, offset: index, ...row }, {})
    })
    await store.run('TRUNCATE TABLE block')
    await store.insert('block', builder.finish())
    return store.rows<Row>(
      `SELECT * REPLACE (toInt64(toUnixTimestamp64Milli(time)) AS time,
         if(isNull(maybe_time), NULL, toUnixTimestamp64Milli(assumeNotNull(maybe_time))) AS maybe_time)
       FROM block ORDER BY offset`,
    )
  }

  test('texts keep every character: empty, umlauts, Chinese, emoji, and a lone surrogate as U+FFFD', async () => {
    const texts = ['', 'plain', 'Zürich', '東京', '🙂', 'tab\tnewline\nquote\'"\\', '\u0000', 'a\ud800b']
    const rows = await roundTrip(texts.map((name) => ({ name, word: name })))
    const kept = [...texts.slice(0, -1), 'a\ufffdb']
    expect(rows.map(({ name }) => name)).toEqual(kept)
    expect(rows.map(({ word }) => word)).toEqual(kept)
  })

  test('texts of every length around the points where the length takes another byte are kept', async () => {
    const lengths = [23, 24, 25, 41, 42, 43, 63, 64, 126, 127, 128, 129, 5461, 5462, 16_383, 16_384, 70_000]
    const texts = lengths.flatMap((length) => ['x'.repeat(length), 'ü'.repeat(length), '東'.repeat(length)])
    const rows = await roundTrip(texts.map((name) => ({ name })))
    expect(rows.map(({ name }) => name)).toEqual(texts)
  })

  test('numbers keep their sign and size', async () => {
    const offsets = [-1, 0, 4_294_967_295, 4_294_967_296, 9_007_199_254_740_991, -9_007_199_254_740_991]
    const rows = await roundTrip(
      offsets.map((offset, index) => ({
        offset,
        time: 1_763_800_000_123 + index,
        partition: index % 2 ? -2_147_483_648 : 2_147_483_647,
        small: 250 + index,
        count: 4_294_967_295 - index,
        latency: 0.5 - index,
        yes: index % 2 === 0,
      })),
    )
    const inserted = [5, 0, 1, 2, 3, 4]
    expect(rows.map(({ offset }) => offset)).toEqual(inserted.map((index) => offsets[index]))
    expect(rows.map(({ time }) => time)).toEqual(inserted.map((index) => 1_763_800_000_123 + index))
    expect(rows.map(({ small }) => small)).toEqual(inserted.map((index) => 250 + index))
    expect(rows.map(({ count }) => count)).toEqual(inserted.map((index) => 4_294_967_295 - index))
    expect(rows.map(({ latency }) => latency)).toEqual(inserted.map((index) => 0.5 - index))
    expect(rows.map(({ yes }) => yes)).toEqual(inserted.map((index) => index % 2 === 0))
    expect(rows[0]?.partition).toBe(-2_147_483_648)
    expect(rows[1]?.partition).toBe(2_147_483_647)
  })

  test('a null stays null beside a zero', async () => {
    const rows = await roundTrip([
      { maybe_time: null, count: null, latency: null },
      { maybe_time: 0, count: 0, latency: 0 },
      { maybe_time: 1_763_800_000_001, count: 7, latency: 1.25 },
    ])
    expect(rows.map(({ maybe_time, count, latency }) => [maybe_time, count, latency])).toEqual([
      [null, null, null],
      [0, 0, 0],
      [1_763_800_000_001, 7, 1.25],
    ])
  })

  test('lists keep their elements and their emptiness', async () => {
    const lists = [
      [],
      ['one'],
      ['', 'zwei', '三'],
      [],
      Array.from({ length: 300 }, (_, index) => `e${index}`),
    ]
    const rows = await roundTrip(lists.map((list) => ({ list })))
    expect(rows.map(({ list }) => list)).toEqual(lists)
  })

  test('decimals keep every digit: 26 before the point, 12 after it, negative ones too', async () => {
    const money = [
      '0',
      '0.1',
      '-0.00000000603',
      '0.000000000001',
      '-0.000000000001',
      '-1',
      // Around the borders of 32, 64 and 96 bits, in units of 10^-12.
      '0.004294967295',
      '0.004294967296',
      '-0.004294967296',
      '18446744.073709551615',
      '18446744.073709551616',
      '-18446744.073709551617',
      '79228162514264337.593543950336',
      '99999999999999999999999999.999999999999',
      '-99999999999999999999999999.999999999999',
    ]
    const rows = await roundTrip(money.map((amount) => ({ money: amount, maybe_money: amount })))
    expect(rows.map((row) => row.money)).toEqual(money)
    expect(rows.map((row) => row.maybe_money)).toEqual(money)
  })

  test('a null amount stays null beside a zero', async () => {
    const rows = await roundTrip([{ maybe_money: null }, { maybe_money: '0' }, { maybe_money: '-2.5' }])
    expect(rows.map(({ maybe_money }) => maybe_money)).toEqual([null, '0', '-2.5'])
  })

  test('days and numbers that are always there are kept', async () => {
    const days = ['1970-01-01', '2000-02-29', '2026-11-22', '2149-06-06']
    const rows = await roundTrip(days.map((day, index) => ({ day, number: 9.1 - index * 7 })))
    expect(rows.map(({ day }) => day)).toEqual(days)
    expect(rows.map(({ number }) => number)).toEqual(days.map((_, index) => 9.1 - index * 7))
  })

  test('texts by name and lists of files keep their members, and rows their own', async () => {
    const tags = [{}, { env: 'production', 'Zürich/東京': '' }, {}, { env: 'test' }]
    const files = [
      [{ key: 'a', sha256: 'x' }],
      [],
      [
        { key: 'b', sha256: '' },
        { key: 'c', sha256: 'y' },
      ],
      [],
    ]
    const rows = await roundTrip(tags.map((named, index) => ({ tags: named, files: files[index] ?? [] })))
    expect(rows.map((row) => row.tags)).toEqual(tags)
    expect(rows.map((row) => row.files)).toEqual(files)
  })

  test('a builder that is cleared starts afresh, whether the next block is larger or smaller', async () => {
    const builder = createBlockBuilder({ name: 'String', list: 'Array(String)' }, { offset: 'Int64' })
    for (const size of [10_000, 3, 20_000, 0]) {
      builder.clear()
      for (let index = 0; index < size; index += 1) {
        builder.add({ name: `${size}-${index}`, list: [`${index}`] }, { offset: index })
      }
      await store.run('TRUNCATE TABLE block')
      const block = builder.finish()
      expect(builder.rows).toBe(size)
      expect(block.columns).toEqual(['name', 'list', 'offset'])
      if (size > 0) await store.insert('block', block)
      const [read] = await store.rows<{ rows: number; right: number }>(
        `SELECT count() AS rows, countIf(name = concat(toString({size:UInt32}), '-', toString(offset)) AND list = [toString(offset)]) AS right FROM block`,
        { size },
      )
      expect(read).toEqual({ rows: size, right: size })
    }
  })

  test('the bytes it counts are the bytes of its values', () => {
    const builder = createBlockBuilder({ name: 'String', list: 'Array(String)' }, { offset: 'Int64' })
    // 'abc' takes 1 + 3, the list 8 for its end and 1 + 1 for 'x', the offset 8.
    builder.add({ name: 'abc', list: ['x'] }, { offset: 1 })
    expect(builder.bytes).toBe(4 + 10 + 8)
  })
})
