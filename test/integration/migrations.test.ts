/** Migrations bring a database to this version's shape, however often and by however many at once. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEmbedded } from '../../src/clickhouse/embedded.ts'
import { migrate } from '../../src/clickhouse/migrations.ts'
import { listSql, readSql, statementsOf } from '../../src/clickhouse/sql-file.ts'
import type { Store } from '../../src/clickhouse/store.ts'
import { fillTemplate } from '../../src/clickhouse/template.ts'
import { allViews } from '../../src/clickhouse/views.ts'
import { sources } from '../../src/events/sources.ts'

const views = allViews(Object.values(sources))
const names = listSql('migrations')
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linkmeter-migrations-'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** Opens a database of its own in the one folder that a process may use. */
async function withDatabase(name: string, use: (store: Store, other: Store) => Promise<void>): Promise<void> {
  const store = await openEmbedded(folder, name)
  const other = await openEmbedded(folder, name)
  try {
    await use(store, other)
  } finally {
    await store.close()
    await other.close()
  }
}

async function shapeOf(store: Store): Promise<object[]> {
  return store.rows(
    'SELECT name, engine, create_table_query FROM system.tables WHERE database = currentDatabase() ORDER BY name',
  )
}

test('are applied in order and recorded, and a second time there is nothing to do', () =>
  withDatabase('twice', async (store) => {
    expect(await migrate(store, { cluster: null, views })).toEqual(names)
    const shape = await shapeOf(store)
    expect(await migrate(store, { cluster: null, views })).toEqual([])
    expect(await shapeOf(store)).toEqual(shape)
    const recorded = await store.rows<{ name: string }>(
      'SELECT name FROM schema_migrations FINAL ORDER BY name',
    )
    expect(recorded.map(({ name }) => name)).toEqual([...names, 'views'])
  }))

test('by two clients at once give the same shape', () =>
  withDatabase('both', async (store, other) => {
    await Promise.all([migrate(store, { cluster: null, views }), migrate(other, { cluster: null, views })])
    const shape = (await shapeOf(store)).map((table) => JSON.stringify(table).replaceAll('both.', 'twice.'))
    await withDatabase('twice', async (alone) => {
      expect(shape).toEqual((await shapeOf(alone)).map((table) => JSON.stringify(table)))
    })
    expect(await migrate(other, { cluster: null, views })).toEqual([])
  }))

test('that were cut off in the middle go on from there', () =>
  withDatabase('cut', async (store) => {
    let statements = 0
    const mortal: Store = {
      ...store,
      run: async (sql, parameters) => {
        statements += 1
        if (statements > 20) throw new Error('killed')
        await store.run(sql, parameters)
      },
    }
    await expect(migrate(mortal, { cluster: null, views })).rejects.toThrow('killed')
    const missing = await migrate(store, { cluster: null, views })
    expect(missing.length).toBeGreaterThan(0)
    expect(missing.length).toBeLessThan(names.length)
    const shape = (await shapeOf(store)).map((table) => JSON.stringify(table).replaceAll('cut.', 'twice.'))
    await withDatabase('twice', async (alone) => {
      expect(shape).toEqual((await shapeOf(alone)).map((table) => JSON.stringify(table)))
    })
  }))

test('one that was changed after it had been applied is refused by name', () =>
  withDatabase('changed', async (store) => {
    await migrate(store, { cluster: null, views })
    const [first = ''] = names
    await store.run(readSql('bootstrap/record-migration'), { name: first, checksum: 'another' })
    await expect(migrate(store, { cluster: null, views })).rejects.toMatchObject({
      code: 'migration_changed',
      message: expect.stringContaining(first),
    })
  }))

test('a view follows this version’s text', () =>
  withDatabase('view', async (store) => {
    await migrate(store, {
      cluster: null,
      views: [{ name: 'v', sql: 'CREATE OR REPLACE VIEW v AS SELECT 1 AS a;' }],
    })
    await migrate(store, {
      cluster: null,
      views: [{ name: 'v', sql: 'CREATE OR REPLACE VIEW v AS SELECT 2 AS b;' }],
    })
    expect(await store.rows('SELECT * FROM v')).toEqual([{ b: 2 }])
  }))

describe('for a cluster', () => {
  const cluster = "it's-a-cluster"
  const files = [
    ...names.map((name) => ({ name, text: readSql(`migrations/${name}`) })),
    { name: 'schema_migrations', text: readSql('bootstrap/schema-migrations') },
    ...views.map(({ name, sql }) => ({ name, text: sql })),
  ]
  const statements = files.flatMap(({ name, text }) =>
    statementsOf(fillTemplate(text, { cluster })).map((sql) => ({ name, sql })),
  )

  test('the engine’s parser takes every statement', () =>
    withDatabase('parsed', async (store) => {
      for (const { name, sql } of statements) {
        const [parsed] = await store.rows<{ text: string }>(
          'SELECT formatQuerySingleLine({sql:String}) AS text',
          { sql },
        )
        expect(parsed?.text, name).toMatch(/^(?:CREATE|ALTER|DROP|INSERT)/)
        // Rows are put into the Distributed table, from one node.
        if (parsed?.text.startsWith('INSERT')) expect(parsed.text, name).not.toMatch(/_local\b/)
        else expect(parsed?.text, name).toContain("ON CLUSTER `it's-a-cluster`")
      }
    }))

  test('what holds data is replicated, and has one Distributed table over it', () => {
    const local = statements.filter(({ sql }) => /ENGINE = \w*MergeTree/.test(sql))
    for (const { name, sql } of local) {
      expect(sql, name).toMatch(/ENGINE = Replicated\w*MergeTree/)
      const table = /CREATE TABLE IF NOT EXISTS (\w+)_local/.exec(sql)?.[1]
      const over = statements.filter((other) => other.sql.includes(`CREATE TABLE IF NOT EXISTS ${table} `))
      expect(over.length, `${name}: ${table}`).toBe(1)
    }
    expect(local.length).toBeGreaterThan(10)
  })
})
