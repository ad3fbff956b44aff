/** The socket in the data folder: a store for commands beside a running service, as good as the engine itself. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createBlockBuilder } from '../../src/clickhouse/native-block.ts'
import { openStore, type StorePlace } from '../../src/clickhouse/open-store.ts'
import { connectSocket } from '../../src/clickhouse/server.ts'
import { serveSocket, socketPathOf } from '../../src/clickhouse/socket.ts'
import { type Store, StoreFailure } from '../../src/clickhouse/store.ts'
import { LinkmeterError } from '../../src/errors.ts'

let place: StorePlace
let owner: Store
let guest: Store

beforeAll(async () => {
  const data_folder = await mkdtemp(join(tmpdir(), 'linkmeter-socket-'))
  place = { server: null, data_folder, database: 'linkmeter' }
  await leaveStaleSocket(socketPathOf(data_folder))
  owner = await openStore(place, { owner: true })
  guest = await openStore(place, { owner: false })
  await owner.run('CREATE TABLE notes (word String, number UInt64) ENGINE = MergeTree ORDER BY number')
})

afterAll(async () => {
  await guest?.close()
  await owner?.close()
  await rm(place.data_folder, { recursive: true, force: true })
})

/** A process that listens there and is killed: what a service leaves behind that did not stop by itself. */
async function leaveStaleSocket(path: string): Promise<void> {
  const script = `require('net').createServer().listen(process.argv[1], () => console.log('listening'))`
  const child = spawn(process.execPath, ['-e', script, path])
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect((await stat(path)).isSocket()).toBe(true)
}

test('a socket that a killed service left is replaced by one that only its owner may use', async () => {
  const { mode } = await stat(socketPathOf(place.data_folder))
  expect((mode & 0o777).toString(8)).toBe('600')
  expect(await guest.rows('SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('a second service is refused', async () => {
  const refused = openStore(place, { owner: true })
  await expect(refused).rejects.toThrow(LinkmeterError)
  await expect(refused).rejects.toMatchObject({ code: 'data_folder_locked' })
})

describe('parameters come through as they were bound', () => {
  test.each([
    ['String', 'plain'],
    ['String', ''],
    ['String', 'it’s "quoted", \'twice\' \\ and back'],
    ['String', 'tab\tline\nreturn\rnul\0'],
    ['String', '[a, b]'],
    ['String', "['a']"],
    ['String', '\\N'],
    ['String', 'Zürich 東京 🙂 & ? = % +'],
    ['Nullable(String)', null],
    ['UInt64', 42],
    ['Int64', -5],
    ['Float64', 1795355640.123],
    ['Bool', true],
    ['Bool', false],
    ['Array(String)', []],
    ['Array(String)', ['a', "b'c", 'x, y', '', '[z]', '\\', '\\N', 'tab\t', 'NULL']],
    ['Array(UInt64)', [1, 2, 3]],
    ['Array(Float64)', [0.5, -1e-7]],
    ['Array(Nullable(String))', ['a', null, 'NULL']],
    ['Array(Array(String))', [['a', "b'"], []]],
  ])('%s %j', async (type, value) => {
    const sql = `SELECT {value:${type}} AS value`
    expect(await guest.rows(sql, { value })).toEqual([{ value }])
    expect(await owner.rows(sql, { value })).toEqual([{ value }])
  })

  test.each([
    ["DateTime64(3, 'UTC')", new Date(1_795_355_640_123), '2026-11-22T13:54:00.123Z'],
    ['DateTime', new Date(1_795_355_640_000), '2026-11-22T13:54:00Z'],
    ['DateTime', 1_795_355_640, '2026-11-22T13:54:00Z'],
    ['DateTime', '2026-11-22 13:54:00', '2026-11-22T13:54:00Z'],
    ['Array(DateTime)', [1_795_355_640, 0], ['2026-11-22T13:54:00Z', '1970-01-01T00:00:00Z']],
    ['Array(UInt64)', [9_007_199_254_740_993n], [Number(9_007_199_254_740_993n)]],
  ])('%s %s', async (type, value, read) => {
    const sql = `SELECT {value:${type}} AS value`
    expect(await guest.rows(sql, { value })).toEqual([{ value: read }])
    expect(await owner.rows(sql, { value })).toEqual([{ value: read }])
  })

  test('as the name of a table', async () => {
    const sql = 'SELECT count() AS rows FROM system.{table:Identifier}'
    expect(await guest.rows(sql, { table: 'one' })).toEqual([{ rows: 1 }])
  })

  test('in a list of thousands', async () => {
    const ids = Array.from({ length: 2000 }, (_, index) => `an-id-of-usual-length-${index}`)
    const sql = 'SELECT length({ids:Array(String)}) AS length, {ids:Array(String)}[2000] AS last'
    expect(await guest.rows(sql, { ids })).toEqual([{ length: 2000, last: 'an-id-of-usual-length-1999' }])
  })
})

describe('rows go in', () => {
  test('as blocks', async () => {
    const builder = createBlockBuilder({ word: 'String' }, { number: 'Int64' })
    for (let number = 0; number < 50_000; number += 1) builder.add({ word: `w${number}` }, { number })
    await guest.insert('notes', builder.finish())
    const [found] = await owner.rows(
      `SELECT count() AS rows, countIf(word = concat('w', toString(number))) AS right FROM notes`,
    )
    expect(found).toEqual({ rows: 50_000, right: 50_000 })
  })

  test('as objects, whatever words they hold', async () => {
    const rows = [
      { word: 'SELECT 1 FORMAT JSON', number: 100_000 },
      { word: "it's\n{a} FORMAT Null", number: 100_001 },
    ]
    await guest.insertRows('notes', rows)
    expect(await owner.rows('SELECT * FROM notes WHERE number >= 100000 ORDER BY number')).toEqual(rows)
  })

  test('by a statement', async () => {
    await guest.run('INSERT INTO notes SELECT {word:String}, 200000', { word: 'FORMAT CSV' })
    expect(await owner.rows('SELECT word FROM notes WHERE number = 200000')).toEqual([{ word: 'FORMAT CSV' }])
  })
})

test('results come in any format', async () => {
  const sql = `SELECT 'a' AS word, toUInt64(18446744073709551615) AS number`
  expect((await guest.read(sql, 'CSVWithNames')).toString()).toBe(
    '"word","number"\n"a",18446744073709551615\n',
  )
  expect(await guest.read(sql, 'Native')).toEqual(await owner.read(sql, 'Native'))
})

describe('a failure keeps its code and says whether it passes', () => {
  test.each([
    ['an unknown column', 'SELECT nothing FROM notes', 47],
    ['an unknown table', 'SELECT 1 FROM nothing', 60],
    ['a syntax error', 'SELEKT 1', 62],
  ])('%s', async (_, sql, code) => {
    for (const store of [guest, owner]) {
      const failure = await store.rows(sql).catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(StoreFailure)
      expect(failure).toMatchObject({ code, retriable: false })
      // One sentence, not the engine's stack or the statement again.
      expect(String(failure)).not.toContain('LINKMETER')
    }
  })

  test('of a parameter that is no array', async () => {
    const failure = await guest
      .rows('SELECT {a:Array(String)} AS a', { a: 'word' })
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 457, retriable: false })
  })

  test('of a service that is gone', async () => {
    const path = join(place.data_folder, 'other.sock')
    const stop = await serveSocket(path, owner)
    const command = connectSocket(path, place.database)
    expect(await command.rows('SELECT 1 AS one')).toEqual([{ one: 1 }])
    await stop()
    const failure = await command.rows('SELECT 1').catch((error: unknown) => error)
    expect(failure).toMatchObject({ name: 'StoreFailure', code: null, retriable: true })
    await command.close()
  })
})
