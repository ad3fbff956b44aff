/** What an SLO counted in windows of time, read from its tiers. */
import { readSql } from '../clickhouse/sql-file.ts'
import type { Store } from '../clickhouse/store.ts'

/** Half-open, in Unix seconds. */
export interface Window {
  readonly name: string
  readonly from_s: number
  readonly to_s: number
}

export interface Counts {
  readonly good: number
  readonly total: number
}

export interface WindowCounts extends Counts {
  readonly window: string
  readonly excluded: number
  /** Of what is excluded: what would count without exclusions. */
  readonly excluded_good: number
  readonly excluded_total: number
  readonly pending: number
  /** Of the detailed window only, as are the measures (decimals as text) and the quantiles. */
  readonly breakdown: Readonly<Record<string, number>>
  readonly measures: Readonly<Record<string, string>>
  /** p50, p95, p99, max: the levels every sketch is made for (sql/migrations/020-tiers.sql). */
  readonly quantiles_ms: readonly (number | null)[]
}

export interface LinkCounts extends Counts {
  readonly window: string
  readonly source_account: string
  readonly target_account: string
  readonly role: string
  readonly excluded: number
}

export const NOTHING: WindowCounts = {
  window: '',
  good: 0,
  total: 0,
  excluded: 0,
  excluded_good: 0,
  excluded_total: 0,
  pending: 0,
  breakdown: {},
  measures: {},
  quantiles_ms: [],
}

/** Totals by the window's name; a window without rows is not there. @throws StoreFailure */
export async function countTotals(
  store: Store,
  slo: string,
  windows: readonly Window[],
  detailed: string,
): Promise<ReadonlyMap<string, WindowCounts>> {
  const parameters = { slo, detailed, ...asArrays(windows) }
  const rows = await store.rows<WindowCounts>(readSql('queries/window-totals'), parameters)
  return new Map(rows.map((row) => [row.window, row]))
}

/** By link; a link without events in a window has no row there. @throws StoreFailure */
export function countLinks(store: Store, slo: string, windows: readonly Window[]): Promise<LinkCounts[]> {
  return store.rows<LinkCounts>(readSql('queries/window-links'), { slo, ...asArrays(windows) })
}

function asArrays(windows: readonly Window[]) {
  return {
    names: windows.map(({ name }) => name),
    starts: windows.map(({ from_s }) => from_s),
    ends: windows.map(({ to_s }) => to_s),
  }
}
