/** What the tables know of SLOs, read for a scrape. */
import { readSql } from '../clickhouse/sql-file.ts'
import type { Store } from '../clickhouse/store.ts'

export interface EvaluationRow {
  readonly slo: string
  readonly evaluated_at_s: number
  readonly status: string
  readonly good: number
  readonly total: number
  readonly excluded: number
  readonly pending: number
  readonly ratio: number | null
  readonly budget_remaining_ratio: number | null
  /** Of a count; else null. */
  readonly budget_remaining_count: number | null
  /** When the budget was spent or will be; null when it is not foreseen. */
  readonly exhaustion_s: number | null
  readonly burn_rates: Readonly<Record<string, number | null>>
  readonly window_events: Readonly<Record<string, { readonly good: number; readonly total: number }>>
  /** Quantiles (`p95_seconds`), and what measures give. */
  readonly values: Readonly<Record<string, number>>
  readonly input_complete: boolean
}

/** The last state of an alert. */
export interface AlertRow {
  readonly slo: string
  readonly alert: string
  readonly severity: string
  readonly state: string
  readonly firing: boolean
}

export interface LinkRow {
  readonly slo: string
  readonly source_account: string
  readonly target_account: string
  readonly role: string
  readonly budget_remaining_ratio: number | null
  readonly burn_rate_1h: number | null
}

const ONE_HOUR_MS = 3_600_000

/** The newest evaluation of each SLO. Most are fresh, and only for the others a longer reading is worth it. @throws StoreFailure */
export async function latestEvaluations(
  store: Store,
  slos: readonly string[],
  now_ms: number,
): Promise<Map<string, EvaluationRow>> {
  const sql = readSql('queries/latest-evaluations')
  const recent = await store.rows<EvaluationRow>(sql, { slos: [...slos], since_ms: now_ms - ONE_HOUR_MS })
  const found = new Map(recent.map((row) => [row.slo, row]))
  const missing = slos.filter((slo) => !found.has(slo))
  if (missing.length > 0) {
    const older = await store.rows<EvaluationRow>(sql, { slos: missing, since_ms: 0 })
    for (const row of older) found.set(row.slo, row)
  }
  return found
}

/** The last state of every alert of each SLO, however old. @throws StoreFailure */
export async function lastAlerts(store: Store, slos: readonly string[]): Promise<Map<string, AlertRow[]>> {
  const rows = await store.rows<AlertRow>(readSql('queries/latest-alerts'), { slos: [...slos] })
  return new Map(slos.map((slo) => [slo, rows.filter((row) => row.slo === slo)]))
}

/** The worst links of each SLO among those evaluated since a moment. @throws StoreFailure */
export async function worstLinks(
  store: Store,
  slos: readonly string[],
  since_ms: number,
  count: number,
): Promise<Map<string, LinkRow[]>> {
  const rows = await store.rows<LinkRow>(readSql('queries/worst-links'), {
    slos: [...slos],
    since_ms,
    count,
  })
  return new Map(slos.map((slo) => [slo, rows.filter((row) => row.slo === slo)]))
}
