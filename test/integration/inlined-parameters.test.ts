/** Parameters in a statement's text mean what the same parameters mean to the engine when they are bound. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Session } from 'chdb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEmbedded } from '../../src/clickhouse/embedded.ts'
import { sessionSettings } from '../../src/clickhouse/session-settings.ts'
import type { Store } from '../../src/clickhouse/store.ts'

let folder: string
let store: Store
let engine: Session

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linkmeter-parameters-'))
  store = await openEmbedded(folder, 'linkmeter')
  engine = new Session(folder)
  for (const [name, value] of Object.entries(sessionSettings)) {
    engine.query(`SET ${name} = ${typeof value === 'number' ? value : `'${value}'`}`)
  }
})

afterAll(async () => {
  engine?.close()
  await store?.close()
  await rm(folder, { recursive: true, force: true })
})

const values: readonly (readonly [type: string, value: unknown])[] = [
  ['String', 'plain'],
  ['String', ''],
  ['String', `it's "quoted" \`thrice\` and \\escaped\\' -- no comment`],
  ['String', "'); DROP TABLE notes; --"],
  ['String', 'zero\0byte, tab\t, line\n, return\r, ünïcödé 🌍 {name:String}'],
  ['UInt32', 0],
  ['UInt32', 4_294_967_295],
  ['UInt32', '17'],
  ['Int64', -5],
  ['UInt64', 18_446_744_073_709_551_615n],
  ['Float64', 0.1],
  ['Float64', -1.5e-300],
  ['Float64', 1_780_000_000.123],
  ['Bool', true],
  ['Bool', false],
  ['DateTime', 86_400],
  ['DateTime', 1_780_000_000],
  ['DateTime', '1780000000'],
  ['DateTime', '2026-11-28 10:20:30'],
  ["DateTime64(3, 'UTC')", 1_780_000_000.123],
  ["DateTime64(3, 'UTC')", '2026-11-28 10:20:30.123'],
  ['Date', '2026-11-28'],
  ['Nullable(String)', null],
  ['Nullable(String)', 'text'],
  ['Nullable(UInt32)', null],
  ['Array(String)', []],
  ['Array(String)', ['a', "b'c", 'd\\e', 'f\tg', 'h,i]', '']],
  ['Array(UInt32)', [0, 1, 2]],
  ['Array(Float64)', [0.5, 1, 1e-7]],
  ['Array(DateTime)', [0, 1_780_000_000]],
  ["Array(DateTime('UTC'))", [1_780_000_000]],
  ['Array(DateTime)', ['2026-11-28 10:20:30']],
  ['Array(Array(UInt8))', [[1, 2], [], [3]]],
  ['Array(Nullable(String))', ['a', null]],
  ['Array(Bool)', [true, false]],
]

describe('a value in the text is the value that binding gives', () => {
  for (const [type, value] of values) {
    const shown = typeof value === 'bigint' ? String(value) : JSON.stringify(value)
    test(`${type} ${shown}`, async () => {
      const sql = `SELECT {value:${type}} AS value, toTypeName(value) AS type`
      const bound = JSON.parse(
        (await engine.queryBindAsync(sql, { value }, { format: 'JSONEachRow' })).text(),
      )
      expect(await store.rows(sql, { value })).toEqual([bound])
    })
  }
})

test('the first minutes of 1970 are times, too: binding finds too few digits in them', async () => {
  const sql =
    'SELECT toUnixTimestamp({first:DateTime}) AS first, toUnixTimestamp({second:DateTime}) AS second'
  expect(await store.rows(sql, { first: 0, second: 60 })).toEqual([{ first: 0, second: 60 }])
})

test('an identifier is quoted', async () => {
  await store.run('CREATE TABLE {name:Identifier} (n UInt8) ENGINE = Memory', { name: 'odd ` "name' })
  expect(await store.rows('SELECT count() AS n FROM {name:Identifier}', { name: 'odd ` "name' })).toEqual([
    { n: 0 },
  ])
})

test('what looks like a parameter in quotes, comments and heredocs stays', async () => {
  const sql = `SELECT '{a:String}' AS one, "two" AS two, $x${'$'}{a:String}$x${'$'} AS three, -- {b:String}
    /* {c:String} it's */ { a : String } AS four FROM (SELECT 'it\\'s {a:String}' AS "two") # {d:String}`
  expect(await store.rows(sql, { a: 'A' })).toEqual([
    { one: '{a:String}', two: "it's {a:String}", three: '{a:String}', four: 'A' },
  ])
})

test('a parameter that was not given is named', async () => {
  await expect(store.rows('SELECT {there:UInt8} + {missing:UInt8}', { there: 1 })).rejects.toMatchObject({
    message: 'Substitution `missing` is not set',
    code: 456,
    retriable: false,
  })
})

test.each([
  ['UInt8', 'many'],
  ['DateTime', 'noon'],
  ['Array(UInt8)', '[1,'],
])('what binding refuses is refused: %s %s', async (type, value) => {
  const sql = `SELECT {value:${type}} AS value`
  await expect(engine.queryBindAsync(sql, { value })).rejects.toThrow()
  await expect(store.rows(sql, { value })).rejects.toThrow()
})

test('a list as long as a month has minutes is taken', async () => {
  const minutes = Array.from({ length: 43_200 }, (_, index) => 1_780_000_000 + 60 * index)
  expect(await store.rows('SELECT length({minutes:Array(DateTime)}) AS n', { minutes })).toEqual([
    { n: 43_200 },
  ])
})

test('statements with parameters run beside each other, each with its own', async () => {
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, number) => store.rows('SELECT {number:UInt32} AS number', { number })),
  )
  expect(answers).toEqual(Array.from({ length: 40 }, (_, number) => [{ number }]))
})
