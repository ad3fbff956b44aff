/** The evaluation job: every SLO's total as of now, kept for ever; every link's budget, the newest kept. */
import type { Store } from '../clickhouse/store.ts'
import { burnRate, errorBudget } from '../slo/budget.ts'
import { type Evaluated, type Evaluation, endOf, evaluateSlo, knownTo, periodOf } from './evaluation.ts'
import { HOUR_S } from './ranges.ts'
import { PERIOD } from './standing.ts'
import { countLinks } from './window-counts.ts'

/** Evaluates one SLO and its links as of a moment and keeps the results. @throws StoreFailure */
export async function evaluateAndKeep(store: Store, sli: Evaluated, at_s: number): Promise<Evaluation> {
  const evaluation = await evaluateSlo(store, sli, at_s)
  const links = await evaluateLinks(store, sli, knownTo(evaluation.input, at_s))
  const evaluated_at = new Date(at_s * 1000).toISOString()
  await store.insertRows('slo_evaluations', [rowOf(evaluation, evaluated_at)])
  await store.insertRows(
    'slo_link_status',
    links.map((link) => ({ slo: sli.slo.name, evaluated_at, ...link })),
  )
  return evaluation
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
    window_events: evaluation.windows,
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

/** Every link of an SLO as of a moment. @throws StoreFailure */
export async function evaluateLinks(
  store: Store,
  { slo }: Evaluated,
  at_s: number,
): Promise<LinkEvaluation[]> {
  const { objective } = slo
  const end_s = endOf(slo, at_s)
  const lastHour = { name: LAST_HOUR, from_s: end_s - HOUR_S, to_s: end_s }
  const rows = await countLinks(store, slo.name, [await periodOf(store, slo, at_s), lastHour])
  const hours = new Map(rows.filter(({ window }) => window === LAST_HOUR).map((row) => [linkKey(row), row]))
  return rows
    .filter(({ window }) => window === PERIOD)
    .map(({ window, ...link }) => {
      const { good = 0, total = 0 } = hours.get(linkKey(link)) ?? {}
      const isCount = slo.kind === 'count'
      return {
        ...link,
        budget_remaining_ratio: isCount ? null : errorBudget({ objective, ...link }).remaining_ratio,
        burn_rate_1h: slo.kind === 'ratio' ? burnRate({ objective, good, total }) : null,
      }
    })
}

const LAST_HOUR = '1h'

function linkKey(link: { source_account: string; target_account: string; role: string }): string {
  return `${link.source_account}\n${link.target_account}\n${link.role}`
}
