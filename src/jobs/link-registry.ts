/** The job that keeps the registry of links as a table, so that what people look at reads thousands of rows, not every token. */
import { readSql } from '../clickhouse/sql-file.ts'
import type { Store } from '../clickhouse/store.ts'

/** Safe to run twice: a writing replaces the one before. @throws StoreFailure */
export async function keepLinkRegistry(store: Store): Promise<void> {
  await store.run(readSql('jobs/keep-link-registry'))
}
