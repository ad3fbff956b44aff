/** The evaluation job: every SLO's total as of now, kept for ever, and what its alerts do; every link's budget, the newest kept. */
import { readSql } from '../clickhouse/sql-file.ts'
import type { Store } from '../clickhouse/store.ts'
import { burnRate, errorBudget } from '../slo/budget.ts'
import { allowedShare } from '../slo/noise.ts'
import { decideAndKeep } from './alerts.ts'
import {
  type Evaluated,
  type Evaluating,
  type Evaluation,
  evaluatePlaced,
  linksOf,
  type Placed,
  placeSlos,
} from './evaluation.ts'
import { countLinks, linksAsked } from './window-counts.ts'

/** Evaluates SLOs and their links as of a moment, decides their alerts, and keeps the results. @throws StoreFailure */
export async function evaluateAndKeep(
  store: Store,
  slis: readonly Evaluated[],
  at_s: number,
): Promise<Evaluation[]> {
  const placed = await placeSlos(store, slis, at_s)
  // An alert names the worst link in the moment that it begins: the links stand before alerts are decided.
  const [evaluating] = await Promise.all([
    evaluatePlaced(store, placed, at_s),
    keepLinks(store, placed, at_s),
  ])
  const evaluated_at = new Date(at_s * 1000).toISOString()
  await store.insertRows(
    'slo_evaluations',
    evaluating.map(({ evaluation }) => rowOf(evaluation, evaluated_at)),
  )
  await decideAndKeep(store, evaluating, at_s)
  return evaluating.map(({ evaluation }) => evaluation)
}

async function keepLinks(store: Store, placed: readonly Placed[], at_s: number): Promise<void> {
  if (placed.length === 0) return
  const sql = readSql('jobs/keep-link-standings').replace('{{window-links}}', () =>
    readSql('queries/window-links'),
  )
  const slos = placed.map(({ sli }) => sli.slo)
  await store.run(sql, {
    ...linksAsked(placed.map(linksOf)),
    known: slos.map(({ name }) => name),
    kinds: slos.map(({ kind }) => kind),
    allowed: slos.map(({ kind, objective }) => (kind === 'count' ? 0 : allowedShare(objective))),
    evaluated_at: at_s,
  })
}

function rowOf(evaluation: Evaluation, evaluated_at: string): object {
  const { slo, kind, window, status, objective, good, total, excluded, pending, ratio, budget } = evaluation
  return {
    slo,
    kind,
    evaluated_at,
    window_from: window.from,
    window_to: window.to,
    status,
    objective,
    good,
    total,
    excluded,
    gross_good: evaluation.gross?.good ?? null,
    gross_total: evaluation.gross?.total ?? null,
    pending,
    ratio,
    budget_allowed: budget.allowed,
    budget_consumed: budget.consumed,
    budget_remaining_ratio: budget.remaining_ratio,
    budget_remaining_count: budget.remaining_count ?? null,
    exhausted_at: budget.exhausted_at,
    exhausts_at: budget.exhausts_at,
    burn_rates: evaluation.burn_rate,
    window_events: Object.fromEntries(
      Object.entries(evaluation.windows).map(([name, { good, total }]) => [name, { good, total }]),
    ),
    breakdown: evaluation.breakdown,
    values: withoutNulls(evaluation.values),
    input_complete: evaluation.input.complete,
    input_waiting: evaluation.input.waiting,
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

/** Every link of an SLO, where its evaluation says. @throws StoreFailure */
export async function evaluateLinks(
  store: Store,
  { slo: { objective, kind }, links }: Evaluating,
): Promise<LinkEvaluation[]> {
  const rows = await countLinks(store, [links])
  return rows.map(({ slo: _, hour_good, hour_total, ...link }) => ({
    ...link,
    budget_remaining_ratio: kind === 'count' ? null : errorBudget({ objective, ...link }).remaining_ratio,
    burn_rate_1h: kind === 'ratio' ? burnRate({ objective, good: hour_good, total: hour_total }) : null,
  }))
}
