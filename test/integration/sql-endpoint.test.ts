/** The SQL endpoint over the real engine: ClickHouse's own clients work with it, and nobody gets further than reading. */
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ClickHouseClient, ClickHouseError, ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEmbedded } from '../../src/clickhouse/embedded.ts'
import { migrate } from '../../src/clickhouse/migrations.ts'
import { createEmbeddedReader } from '../../src/clickhouse/reading/embedded-reader.ts'
import type { Reader } from '../../src/clickhouse/reading/reader.ts'
import { createVetter } from '../../src/clickhouse/reading/vet.ts'
import type { Store } from '../../src/clickhouse/store.ts'
import { allViews } from '../../src/clickhouse/views.ts'
import { sources } from '../../src/events/sources.ts'
import { sqlMetrics } from '../../src/web/sql-endpoint/metrics.ts'
import { createReading, type Reading } from '../../src/web/sql-endpoint/reading.ts'
import { createSqlEndpoint, type SqlEndpoint } from '../../src/web/sql-endpoint/server.ts'
import { startApi, type TestApi } from '../support/api.ts'
import { python } from '../support/python.ts'
import { attacks, questions } from '../support/reader-attacks.ts'

const SECRET = 'swordfish-4711'
const TOKEN = 'a-token-for-reading'
const OTHER = 'elsewhere'

let folder: string
let store: Store
let reader: Reader
let reading: Reading
let endpoint: SqlEndpoint
let client: ClickHouseClient
let listener: Server
let port: number
let connections = 0
const secretFile = () => join(folder, 'secret.txt')

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linkmeter-sql-'))
  await writeFile(secretFile(), SECRET)
  store = await openEmbedded(join(folder, 'data'), 'linkmeter')
  await migrate(store, { cluster: null, views: allViews(Object.values(sources)) })
  await store.run(`CREATE DATABASE ${OTHER}`)
  await store.run(`CREATE TABLE ${OTHER}.t (a String) ENGINE = MergeTree ORDER BY a`)
  await store.run(`INSERT INTO ${OTHER}.t VALUES ('${SECRET}')`)
  await store.insertRows('raw_accounts', [
    {
      event_id: 'a1',
      ingested_at: new Date().toISOString(),
      time: '2026-01-01 00:00:00',
      account: '222222222222',
      name: 'pay',
    },
  ])
  listener = createServer((socket) => {
    connections += 1
    socket.destroy()
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => listener.once('listening', resolve))
  port = (listener.address() as { port: number }).port
  reader = createEmbeddedReader({
    folder: join(folder, 'data'),
    database: 'linkmeter',
    store,
    limits: { seconds: 3, memory_bytes: 500_000_000, rows: 10_000, bytes: 5_000_000 },
  })
  const metrics = sqlMetrics(new Registry())
  const vetter = createVetter({ store, reader })
  reading = createReading({ reader, vetter, concurrency: 2, metrics })
  endpoint = createSqlEndpoint({
    host: '127.0.0.1',
    port: 0,
    tokens: { read: TOKEN, ingest: null, admin: null },
    reading,
    logger: { debug: () => undefined, error: () => undefined },
    metrics,
  })
  await endpoint.start()
  client = createClient({
    url: endpoint.address,
    username: 'anyone',
    password: TOKEN,
    database: 'linkmeter',
    log: { level: ClickHouseLogLevel.OFF },
  })
})

afterAll(async () => {
  await client?.close()
  await endpoint?.stop()
  await reader?.close()
  await store?.close()
  listener?.close()
  await rm(folder, { recursive: true, force: true })
})

async function ask(
  sql: string,
  more: { search?: string; headers?: Record<string, string>; signal?: AbortSignal } = {},
) {
  const answer = await fetch(`${endpoint.address}/?${more.search ?? ''}`, {
    method: 'POST',
    body: sql,
    headers: { 'X-ClickHouse-User': 'x', 'X-ClickHouse-Key': TOKEN, ...more.headers },
    ...(more.signal === undefined ? {} : { signal: more.signal }),
  })
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}

describe('who only reads', () => {
  // Known when the tests are listed; filled in when they run.
  const listed = attacks({ file: '{FILE}', port: 0, other: OTHER })

  test('there are at least 150 ways to try', () => {
    expect(Object.values(listed).flat().length).toBeGreaterThanOrEqual(150)
  })

  test.each(Object.keys(listed))('is refused %s, and nothing is touched', async (idea) => {
    const tried = attacks({ file: secretFile(), port, other: OTHER })[idea] ?? []
    for (const attack of tried) {
      for (const text of [attack, `${attack} FORMAT JSON`]) {
        const { status, headers, text: answer } = await ask(text)
        expect(status, text).toBeGreaterThanOrEqual(400)
        expect(Number(headers.get('x-clickhouse-exception-code')), text).toBeGreaterThan(0)
        expect(answer, text).not.toContain(SECRET)
      }
    }
    expect(connections).toBe(0)
    expect(existsSync(`${secretFile()}.out`)).toBe(false)
    const [accounts] = await store.rows<{ accounts: number }>('SELECT count() AS accounts FROM accounts')
    expect(accounts?.accounts).toBe(1)
    expect(readFileSync(secretFile(), 'utf8')).toBe(SECRET)
  })

  test('has no way around by parameters', async () => {
    const named = await ask('SELECT * FROM {t:Identifier}', { search: `param_t=${OTHER}.t` })
    expect(named.status).toBe(403)
    const value = await ask('SELECT {f:String} AS given', {
      search: `param_f=${encodeURIComponent(secretFile())}`,
    })
    expect(value.text.trim()).toBe(secretFile())
  })

  test('has no way around by settings in the URL', async () => {
    const { status } = await ask('SELECT number FROM numbers(100000) FORMAT Null', {
      search: 'max_result_rows=0&readonly=0&allow_ddl=1&role=owner&database=system',
    })
    expect(status).not.toBe(200)
    expect((await ask('SELECT currentDatabase()', { search: 'database=system' })).text.trim()).toBe(
      'linkmeter',
    )
  })

  test.each(questions)('is answered: %s', async (question) => {
    const { status, text } = await ask(question)
    expect(text).not.toContain('DB::Exception')
    expect(status).toBe(200)
  })

  const cookbook = readFileSync(new URL('../../docs/sql-cookbook.md', import.meta.url), 'utf8')
  const recipes = [...cookbook.matchAll(/^### (.+)\n\n[^`]+\n\n```sql\n([^`]+)```$/gm)].map(
    ([, question = '', query = '']) => [question, query] as const,
  )

  test.each(recipes)('may ask the cookbook’s “%s”', async (_, query) => {
    expect(await ask(query)).toMatchObject({ status: 200 })
  })
})

describe('access', () => {
  test.each<[string, Record<string, string>, string]>([
    ['ClickHouse’s headers', { 'X-ClickHouse-User': 'u', 'X-ClickHouse-Key': TOKEN }, ''],
    ['Basic', { authorization: `Basic ${Buffer.from(`u:${TOKEN}`).toString('base64')}` }, ''],
    ['a bearer token', { authorization: `Bearer ${TOKEN}` }, ''],
    ['the URL', {}, `user=u&password=${TOKEN}`],
  ])('is given by %s', async (_, headers, search) => {
    const answer = await fetch(`${endpoint.address}/?query=SELECT%201&${search}`, { headers })
    expect(answer.status).toBe(200)
  })

  test('is refused without the token, and with another one', async () => {
    for (const headers of [{}, { 'X-ClickHouse-Key': 'guess' }, { authorization: 'Bearer guess' }]) {
      const answer = await fetch(`${endpoint.address}/?query=SELECT%201`, { headers })
      expect(answer.status).toBe(401)
      expect(answer.headers.get('x-clickhouse-exception-code')).toBe('516')
      expect(await answer.text()).not.toContain('guess')
    }
    expect(await (await fetch(`${endpoint.address}/ping`)).text()).toBe('Ok.\n')
  })
})

describe('ClickHouse’s client for JavaScript', () => {
  test('gets rows, with parameters', async () => {
    const result = await client.query({
      query:
        'SELECT account, name FROM accounts WHERE account = {account:String} AND name IN {names:Array(String)}',
      query_params: { account: '222222222222', names: ["it's", 'pay'] },
      format: 'JSONEachRow',
    })
    expect(await result.json()).toEqual([{ account: '222222222222', name: 'pay' }])
    expect(result.query_id).not.toBe('')
    expect(result.response_headers['x-clickhouse-summary']).toContain('"read_rows":"1"')
  })

  test('pings, with and without a query', async () => {
    expect(await client.ping()).toEqual({ success: true })
    expect(await client.ping({ select: true })).toEqual({ success: true })
  })

  test('gets errors of its own kind', async () => {
    const failing = client.query({ query: 'SELECT nothing FROM accounts' })
    await expect(failing).rejects.toBeInstanceOf(ClickHouseError)
    await expect(client.query({ query: 'SELECT nothing FROM accounts' })).rejects.toMatchObject({
      code: '47',
    })
    await expect(client.query({ query: 'SELECT * FROM no_such_table' })).rejects.toMatchObject({ code: '60' })
    await expect(client.query({ query: 'SELECT (' })).rejects.toMatchObject({ code: '62' })
    await expect(client.command({ query: 'DROP TABLE raw_accounts' })).rejects.toMatchObject({ code: '497' })
  })
})

test('ClickHouse’s client for Python works: connect, parameters, Native, compression, errors', async () => {
  const script = `
import sys, json, clickhouse_connect
host, port, token = sys.argv[1:4]
client = clickhouse_connect.get_client(host=host, port=int(port), username='anyone', password=token, database='linkmeter', compress=True)
told = client.query('SELECT account, name, time FROM accounts WHERE account = {account:String}', parameters={'account': '222222222222'})
many = client.query('SELECT number, toString(number) FROM numbers(5000)')
try:
    client.query('SELECT * FROM ${OTHER}.t')
    refused = 'answered'
except clickhouse_connect.driver.exceptions.DatabaseError as error:
    refused = 'refused' if 'is not a table of linkmeter' in str(error) else str(error)
print(json.dumps({'rows': [[str(cell) for cell in row] for row in told.result_rows], 'many': len(many.result_rows), 'refused': refused}))
`
  const { hostname, port: taken } = new URL(endpoint.address)
  expect(JSON.parse(await python(script, [hostname, taken, TOKEN]))).toEqual({
    rows: [['222222222222', 'pay', expect.stringContaining('2026-01-01')]],
    many: 5000,
    refused: 'refused',
  })
}, 360_000)

describe('answers', () => {
  test.each([
    'TabSeparated',
    'CSVWithNames',
    'JSON',
    'JSONCompact',
    'JSONEachRow',
    'Native',
    'RowBinary',
    'Parquet',
    'PrettyCompact',
  ])('come in %s', async (format) => {
    const { status, headers, text } = await ask(`SELECT 1 AS one FORMAT ${format}`)
    expect({ status, format: headers.get('x-clickhouse-format') }).toEqual({ status: 200, format })
    expect(text.length).toBeGreaterThan(0)
  })

  test('come in the format that the URL or a header names, else as TSV', async () => {
    expect((await ask('SELECT 1 AS a', { search: 'default_format=JSONEachRow' })).text).toBe('{"a":1}\n')
    expect((await ask('SELECT 1 AS a', { headers: { 'X-ClickHouse-Format': 'CSV' } })).text).toBe('1\n')
    expect((await ask('SELECT 1 AS a, 2 AS b')).text).toBe('1\t2\n')
    expect((await ask('SELECT 1', { search: 'default_format=NoSuch' })).status).toBe(400)
  })

  test('are compressed where that is asked for', async () => {
    const answer = await fetch(`${endpoint.address}/?enable_http_compression=1&query=SELECT%201`, {
      headers: { 'X-ClickHouse-Key': TOKEN, 'accept-encoding': 'gzip' },
    })
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    expect(await answer.text()).toBe('1\n')
  })

  test('repeat a query id, and refuse one that would break a header', async () => {
    expect((await ask('SELECT 1', { search: 'query_id=mine-1' })).headers.get('x-clickhouse-query-id')).toBe(
      'mine-1',
    )
    expect((await ask('SELECT 1', { search: 'query_id=a%0d%0ab' })).status).toBe(400)
  })
})

describe('limits', () => {
  test('of time', async () => {
    const { status, headers } = await ask('SELECT max(sipHash64(number)) FROM numbers(1000000000000)')
    expect({ status, code: headers.get('x-clickhouse-exception-code') }).toEqual({ status: 408, code: '159' })
  }, 20_000)

  test('of rows and bytes of a result', async () => {
    expect((await ask('SELECT number FROM numbers(20000)')).headers.get('x-clickhouse-exception-code')).toBe(
      '396',
    )
    const large = await ask("SELECT repeat('x', 1000000) FROM numbers(9)")
    expect(large.headers.get('x-clickhouse-exception-code')).toBe('396')
  })

  test('of memory', async () => {
    const { headers } = await ask('SELECT groupArray(number) FROM numbers(500000000)')
    expect(['241', '159']).toContain(headers.get('x-clickhouse-exception-code'))
  }, 20_000)

  test('of the body', async () => {
    expect((await ask(`SELECT '${'x'.repeat(1_100_000)}'`)).status).toBe(413)
  })

  test('who leaves ends his query: others have its place at once', async () => {
    const long = 'SELECT max(sipHash64(number)) FROM numbers(1000000000000)'
    const gone = new AbortController()
    const waiting = [ask(long, { signal: gone.signal }), ask(long, { signal: gone.signal })].map((one) =>
      one.catch(() => 'left'),
    )
    await new Promise((resolve) => setTimeout(resolve, 600))
    gone.abort()
    expect(await Promise.all(waiting)).toEqual(['left', 'left'])
    const began = performance.now()
    expect((await ask('SELECT 1')).status).toBe(200)
    expect(performance.now() - began).toBeLessThan(2_000)
  }, 20_000)
})

describe('the same questions through the JSON API', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await startApi(store, [], { reading })
  })
  afterAll(() => api.stop())

  const post = async (body: object) => {
    const answer = await api.server.fetch('/api/v1/sql', {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    })
    return { status: answer.status, answer: (await answer.json()) as Record<string, unknown> }
  }

  test('give columns, rows and what they cost', async () => {
    expect(await post({ query: 'SELECT account, name FROM accounts' })).toMatchObject({
      status: 200,
      answer: {
        columns: [
          { name: 'account', type: 'String' },
          { name: 'name', type: 'LowCardinality(String)' },
        ],
        rows: [['222222222222', 'pay']],
        rows_in_all: 1,
        rows_read: 1,
      },
    })
    const large = await post({ query: "SELECT 9007199254740993 AS odd, toDecimal64('0.1', 2) AS tenth" })
    expect(large.answer['rows']).toEqual([['9007199254740993', '0.1']])
    const bound = await post({
      query: 'SELECT {account:String} AS account, nan AS ratio',
      values: { account: "2'2" },
    })
    expect(bound.answer['rows']).toEqual([["2'2", 'nan']])
    const many = await post({ query: 'SELECT number FROM numbers(100)', limit: 3 })
    expect(many.answer).toMatchObject({ rows: [['0'], ['1'], ['2']], rows_in_all: 100 })
  })

  test('are refused alike, and fail with the engine’s own words', async () => {
    expect(await post({ query: `SELECT * FROM ${OTHER}.t` })).toMatchObject({
      status: 403,
      answer: { error: { code: 'query_refused' } },
    })
    expect(await post({ query: 'SELECT nothing FROM accounts' })).toMatchObject({
      status: 400,
      answer: { error: { code: 'query_failed', message: expect.stringContaining('nothing') } },
    })
  })
})
