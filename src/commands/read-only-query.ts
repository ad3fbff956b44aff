/** Lets one reading statement through, judged by how the engine itself understands it and not by how it is written. */
import { readSql } from '../clickhouse/sql-file.ts'
import type { Store } from '../clickhouse/store.ts'
import { LinkmeterError } from '../errors.ts'

export interface ReadOnlyQuery {
  readonly statement: string
  /** What the statement's own FORMAT clause names; null without one. */
  readonly format: string | null
}

const READING = new Set(['SELECT', 'WITH', 'SHOW', 'DESCRIBE', 'EXPLAIN', 'EXISTS', ''])

/**
 * The statement to run in place of the written one.
 * @throws LinkmeterError bad_usage for what writes; StoreFailure for what the engine cannot parse
 */
export async function readOnlyQuery(store: Store, written: string): Promise<ReadOnlyQuery> {
  const [parsed] = await store.rows<{ statement: string; words: string[] }>(
    readSql('queries/canonical-statement'),
    { query: written },
  )
  const { statement = '', words = [] } = parsed ?? {}
  const [first = ''] = words
  if (!READING.has(first)) throw refused(`${first} is not for this command, which only reads`)
  if (words.some((word, at) => word === 'INTO' && words[at + 1] === 'OUTFILE')) {
    throw refused('INTO OUTFILE is not for this command: its result goes to stdout')
  }
  const format = words.at(-2) === 'FORMAT' ? (/\w+$/.exec(statement)?.[0] ?? null) : null
  return {
    statement: format === null ? statement : statement.slice(0, statement.lastIndexOf(' FORMAT ')),
    format,
  }
}

function refused(problem: string): LinkmeterError {
  return new LinkmeterError('bad_usage', { problem })
}
