/** GET /views: what queries may ask, told of in the words of docs/views.md and docs/events.md. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { readSql } from '../../clickhouse/sql-file.ts'
import { endpoint } from './endpoint.ts'
import { parametersOf } from './parameters.ts'
import { plain } from './plain.ts'

const text = z.string()
const MINUTES_10_MS = 600_000

export const views = endpoint({
  name: 'views',
  path: '/views',
  summary: 'The views that queries may ask, with their columns',
  parameters: parametersOf({}),
  answer: z.object({
    views: z.array(
      z.object({
        name: text,
        about: text.describe('What a row is; empty where that is not written down'),
        columns: z.array(
          z.object({ name: text, type: text, about: text.describe('Empty where its name says it all') }),
        ),
      }),
    ),
  }),
  fresh_ms: MINUTES_10_MS,
  read: async (_, { store }) => {
    const rows = await store.rows<{ name: string; columns: [string, string][] }>(readSql('queries/api/views'))
    const known = documented()
    return {
      views: rows.map(({ name, columns }) => ({
        name,
        about: known.get(name)?.about ?? '',
        columns: columns.map(([column, type]) => ({
          name: column,
          type,
          about: known.get(name)?.columns.get(column) ?? '',
        })),
      })),
    }
  },
})

interface Told {
  readonly about: string
  /** Their meaning, by name. */
  readonly columns: ReadonlyMap<string, string>
}

/** Views for analysts by their headings, those of the kinds by the sentence that names theirs. */
function documented(): Map<string, Told> {
  const analysts = sectionsOf('views.md', /^## /m)
  const kinds = sectionsOf('events.md', /^###? /m)
  const common = kinds.find(({ heading }) => heading === 'Columns of every kind')?.columns ?? new Map()
  const found = new Map<string, Told>(
    analysts.map(({ heading, about, columns }) => [heading, { about, columns }]),
  )
  for (const { about, columns } of kinds) {
    const [, view] = /View: (\w+)/.exec(about) ?? []
    if (view === undefined) continue
    found.set(view, {
      about: about.replace(/ View: \w+\.?/, ''),
      columns: new Map([...common, ...added, ...columns]),
    })
  }
  return found
}

/** What linkmeter adds to every event. */
const added: readonly (readonly [string, string])[] = [
  ['source', 'The adapter that read it'],
  ['ingested_at', 'When linkmeter took it'],
  ['_topic', 'Where it stood: the topic, http, a file'],
  ['_partition', 'Where it stood: the partition'],
  ['_offset', 'Where it stood: the offset, or the number in its file or request'],
]

interface Section extends Told {
  readonly heading: string
}

function sectionsOf(file: string, heading: RegExp): Section[] {
  const page = readFileSync(new URL(`../../../docs/${file}`, import.meta.url), 'utf8')
  return page.split(heading).map((section) => {
    const [title = '', about = ''] = section.split('\n\n')
    const rows = section.split('\n').filter((line) => line.startsWith('| `'))
    return { heading: title.trim(), about: plain(about), columns: new Map(rows.map(columnOf)) }
  })
}

/** Where nothing else is said of a column, the values it may have. */
function columnOf(row: string): [name: string, about: string] {
  const cells = row
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim())
  const [name = '', type = ''] = cells
  const meaning = cells.at(-1) ?? ''
  return [plain(name), plain(meaning === '' && /^`.*`, `/.test(type) ? type : meaning)]
}
