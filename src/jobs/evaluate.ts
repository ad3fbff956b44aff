/** The evaluation job: every SLO's total as of now, kept for ever; every link's budget, the newest kept. */
import { readSql } from '../clickhouse/sql-file.ts'
import type { Store } from '../clickhouse/store.ts'
import { burnRate, errorBudget } from '../slo/budget.ts'
import type { SloDefinition } from '../slo/definition.ts'
import { periodBounds } from '../slo/windows.ts'
import { type Evaluation, evaluateSlo } from './evaluation.ts'
import { alignDown, HOUR_S, MINUTE_S } from './ranges.ts'

/** Evaluates one SLO and its links as of a moment and keeps the results. @throws StoreFailure */
export async function evaluateAndKeep(store: Store, slo: SloDefinition, at_s: number): Promise<Evaluation> {
  const evaluation = await evaluateSlo(store, slo, at_s)
  const links = await evaluateLinks(store, slo, at_s)
  const evaluated_at = new Date(at_s * 1000).toISOString()
  await store.insertRows('slo_evaluations', [rowOf(evaluation, evaluated_at)])
  await store.insertRows(
    'slo_link_status',
    links.map((link) => ({ slo: slo.name, evaluated_at, ...link })),
  )
  return evaluation
}

function rowOf(evaluation: Evaluation, evaluated_at: string): object {
  const { slo, window, status, objective, good, total, excluded, pending, ratio, budget } = evaluation
  return {
    slo,
    evaluated_at,
    window_from: window.from,
    window_to: window.to,
    status,
    objective,
    good,
    total,
    excluded,
    pending,
    ratio,
    budget_allowed: budget.allowed,
    budget_consumed: budget.consumed,
    budget_remaining_ratio: budget.remaining_ratio,
    exhausted_at: budget.exhausted_at,
    exhausts_at: budget.exhausts_at,
    burn_rates: evaluation.burn_rate,
    window_events: evaluation.windows,
    breakdown: evaluation.breakdown,
    values_seconds: withoutNulls(evaluation.values),
    input_complete: evaluation.input.complete,
    newest_event: evaluation.input.newest_event,
  }
}

function withoutNulls(values: Readonly<Record<string, number | null>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, number] => entry[1] !== null),
  )
}

/** A link's budget over the SLO's period and its burn over the last hour. */
export interface LinkEvaluation {
  readonly source_account: string
  readonly target_account: string
  readonly role: string
  readonly good: number
  readonly total: number
  readonly excluded: number
  readonly budget_remaining_ratio: number | null
  readonly burn_rate_1h: number | null
}

interface LinkRow {
  readonly window: 'period' | '1h'
  readonly source_account: string
  readonly target_account: string
  readonly role: string
  readonly good: number
  readonly total: number
  readonly excluded: number
}

/** Every link of an SLO as of a moment. @throws StoreFailure */
export async function evaluateLinks(
  store: Store,
  slo: SloDefinition,
  at_s: number,
): Promise<LinkEvaluation[]> {
  const end_s = alignDown(at_s - slo.maturity_s, Math.max(MINUTE_S, slo.grain_s))
  const rows = await store.rows<LinkRow>(readSql('queries/window-links'), {
    slo: slo.name,
    names: ['period', '1h'],
    starts: [Math.floor(periodBounds(slo.window, end_s * 1000).from_ms / 1000), end_s - HOUR_S],
    ends: [end_s, end_s],
  })
  const lastHour = new Map(rows.filter(({ window }) => window === '1h').map((row) => [linkKey(row), row]))
  return rows
    .filter(({ window }) => window === 'period')
    .map((row) => {
      const { source_account, target_account, role, good, total, excluded } = row
      const hour = lastHour.get(linkKey(row)) ?? { good: 0, total: 0 }
      return {
        source_account,
        target_account,
        role,
        good,
        total,
        excluded,
        budget_remaining_ratio: errorBudget({ objective: slo.objective, good, total }).remaining_ratio,
        burn_rate_1h: burnRate({ objective: slo.objective, good: hour.good, total: hour.total }),
      }
    })
}

function linkKey(link: { source_account: string; target_account: string; role: string }): string {
  return `${link.source_account}\n${link.target_account}\n${link.role}`
}
