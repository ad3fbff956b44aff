/** What the tiers of an SLO hold, in a form to compare: no versions, no rows of zeros (a key that vanished leaves one). */
import type { Store } from '../../src/clickhouse/store.ts'

export type TierTables = Readonly<Record<string, readonly object[]>>

export async function tierTables(store: Store, slo: string): Promise<TierTables> {
  const tables: Record<string, readonly object[]> = {}
  for (const tier of ['minute', 'hour']) {
    tables[`totals ${tier}`] = await store.rows(
      `SELECT toString(${tier}) AS start, good, total, excluded, pending, breakdown, finalizeAggregation(sketch) AS quantiles
       FROM slo_totals_${tier} FINAL
       WHERE slo = {slo:String} AND (total + excluded + pending > 0 OR arraySum(mapValues(breakdown)) > 0)
       ORDER BY start`,
      { slo },
    )
  }
  for (const tier of ['minute', 'hour', 'day']) {
    tables[`links ${tier}`] = await store.rows(
      `SELECT toString(${tier}) AS start, source_account, target_account, role, good, total, excluded
       FROM slo_links_${tier} FINAL
       WHERE slo = {slo:String} AND total + excluded > 0
       ORDER BY start, source_account, target_account, role`,
      { slo },
    )
  }
  return tables
}
