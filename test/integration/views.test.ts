/** The views that analysts query: documented column by column, and each example runs. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listSql } from '../../src/clickhouse/sql-file.ts'
import { type Measuring, openMeasuring } from '../support/measuring.ts'

const page = readFileSync(new URL('../../docs/views.md', import.meta.url), 'utf8')

/** What the page says of each view, by its name. */
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((text) => [text.slice(0, text.indexOf('\n')), text]),
)

const views = listSql('views/analysts').map((file) => file.replace(/^\d+-/, ''))

let measuring: Measuring

beforeAll(async () => {
  measuring = await openMeasuring()
})

afterAll(() => measuring.close())

test('docs/views.md tells of the views there are, and of no other', () => {
  expect([...sections.keys()].toSorted()).toEqual(views.toSorted())
})

describe.each(views)('%s', (view) => {
  test('has the columns that docs/views.md tells of, and says what each means', async () => {
    const columns = await measuring.store.rows<{ name: string; type: string }>(
      `SELECT name, type FROM system.columns
       WHERE database = currentDatabase() AND table = {view:String}
       ORDER BY position`,
      { view },
    )
    expect(documentedColumns(sections.get(view) ?? '')).toEqual(
      // How a text is stored is no concern of who reads it.
      columns.map(({ name, type }) => ({ name, type: type.replace(/LowCardinality\((\w+)\)/g, '$1') })),
    )
  })

  test('answers the example of docs/views.md', async () => {
    const [, example = ''] = /```sql\n([^`]+)```/.exec(sections.get(view) ?? '') ?? []
    expect(example).toMatch(new RegExp(`FROM ${view}\\b`))
    expect(await measuring.store.rows(example)).toEqual([])
  })
})

/** The columns of a section's table whose meaning is told. */
function documentedColumns(section: string): { name: string; type: string }[] {
  return [...section.matchAll(/^\| `(\w+)` \| `([^`]+)` \| [^|]+ \|$/gm)].map(([, name = '', type = '']) => ({
    name,
    type,
  }))
}
