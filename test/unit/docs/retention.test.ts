/** docs/operations.md says how long each table keeps its rows: what the migrations say. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { listSql, readSql } from '../../../src/clickhouse/sql-file.ts'

const page = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8')

/** `{{table:x}} … TTL toDateTime(column) + INTERVAL 90 DAY` of every table that forgets. */
function inMigrations(): string[] {
  const text = listSql('migrations')
    .map((name) => readSql(`migrations/${name}`))
    .join('\n')
  const tables = text.split('{{table:').slice(1)
  return tables.flatMap((table) => {
    const name = table.slice(0, table.indexOf('}}'))
    const ttl = /^TTL (?:toDateTime\()?(\w+)\)? \+ INTERVAL (\d+) (DAY|YEAR)/m.exec(table)
    return ttl === null ? [] : [`${name}: ${ttl[2]} ${ttl[3]?.toLowerCase()}s from ${ttl[1]}`]
  })
}

test('every table that forgets is listed, with how long it keeps what', () => {
  const [, section = ''] = page.split('\n## Retention\n')
  const [rows = ''] = section.split('\n## ')
  const listed = [...rows.matchAll(/^\| `(\w+)` \| (.+) \| `(\w+)` \|$/gm)].map(
    ([, table, kept, column]) => `${table}: ${kept} from ${column}`,
  )
  expect(listed.length).toBeGreaterThan(10)
  expect(listed.toSorted()).toEqual(inMigrations().toSorted())
})
