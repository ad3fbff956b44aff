/** Asks the engine what columns a statement of a document gives, before it is ever run: what writes is refused. */
import { readSql } from '../clickhouse/sql-file.ts'
import { type Store, StoreFailure } from '../clickhouse/store.ts'
import { EARLIEST_S } from './ranges.ts'

type Described =
  | { readonly ok: true; readonly columns: ReadonlyMap<string, string> }
  | { readonly ok: false; readonly reason: string }

/** @param options.what whose SQL it is, for messages: `an indicator`. @throws StoreFailure where the store is in trouble */
export async function describeStatement(
  store: Store,
  { sql, slo, what }: { sql: string; slo: string; what: string },
): Promise<Described> {
  try {
    // Before it is put into a statement of ours: what writes, or hides a second statement, must not run at all.
    const foreign = await whatIsForeign(store, sql, what)
    if (foreign !== null) return { ok: false, reason: foreign }
    const columns = await store.rows<{ name: string; type: string }>(
      readSql('jobs/describe-sli').replace('{{sli}}', () => sql),
      { slo, from: EARLIEST_S, to: EARLIEST_S + 60 },
    )
    return { ok: true, columns: new Map(columns.map(({ name, type }) => [name, type])) }
  } catch (error) {
    // A database in trouble says nothing about the SQL.
    if (error instanceof StoreFailure && !error.retriable) return { ok: false, reason: error.message }
    throw error
  }
}

/** Why the SQL is not one statement that only reads; null when it is. @throws StoreFailure where it cannot be parsed */
async function whatIsForeign(store: Store, sql: string, what: string): Promise<string | null> {
  const [parsed] = await store.rows<{ words: string[] }>(readSql('queries/canonical-statement'), {
    query: sql,
  })
  const words = parsed?.words ?? []
  const [first = ''] = words
  if (first !== 'SELECT' && first !== 'WITH')
    return `${first || 'What it begins with'} is no SELECT: ${what} only reads`
  const writes = words.some((word, at) => word === 'INTO' && words[at + 1] === 'OUTFILE')
  return writes ? `INTO OUTFILE writes a file: ${what} only reads` : null
}
