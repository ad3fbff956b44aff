/** GET /cookbook: the questions of docs/sql-cookbook.md with their queries. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { parametersOf } from './parameters.ts'
import { plain } from './plain.ts'

const text = z.string()
const MINUTES_10_MS = 600_000

const page = new URL('../../../docs/sql-cookbook.md', import.meta.url)

export const cookbook = endpoint({
  name: 'cookbook',
  path: '/cookbook',
  summary: 'Questions people ask, each with its query',
  parameters: parametersOf({}),
  answer: z.object({
    recipes: z.array(z.object({ asker: text, question: text, why: text, sql: text })),
  }),
  fresh_ms: MINUTES_10_MS,
  read: async () => ({ recipes: recipesOf(readFileSync(page, 'utf8')) }),
})

/** A heading says who asks, one below it what; a sentence says why, and a block holds the query. */
function recipesOf(markdown: string) {
  return markdown.split(/^## /m).flatMap((section) => {
    const asker = section.slice(0, section.indexOf('\n')).trim()
    const recipes = section.matchAll(/^### (.+)\n\n([^`]+)\n\n```sql\n([^`]+)```$/gm)
    return [...recipes].map(([, question = '', why = '', sql = '']) => ({
      asker,
      question,
      why: plain(why),
      sql,
    }))
  })
}
