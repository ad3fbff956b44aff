/** How far the tiers of SLOs are rolled up. */
import { readSql } from '../../clickhouse/sql-file.ts'
import type { Store } from '../../clickhouse/store.ts'

/** Hours that end at or before it are rolled up, in Unix seconds by SLO; none where tiers were never computed. @throws StoreFailure */
export async function rolledTo(store: Store, slos: string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await store.rows<{ slo: string; rolled_s: number }>(readSql('queries/rolled-to'), { slos })
  return new Map(rows.map(({ slo, rolled_s }) => [slo, rolled_s]))
}
