/**
 * Why each alert of an SLO is or is not firing as of a moment: as was decided then, from what was kept, and as known
 * now, by the same decision function from the tiers of today: late events and exclusions may have changed them.
 */
import { readSql } from '../clickhouse/sql-file.ts'
import type { Store } from '../clickhouse/store.ts'
import { alertsOf } from '../slo/alerts.ts'
import { conditionInWords } from '../slo/condition.ts'
import { type Decision, decide } from '../slo/decide.ts'
import { evaluateLinks, type LinkEvaluation } from './evaluate.ts'
import { type Evaluation, evaluateSlos } from './evaluation.ts'
import { HOUR_S } from './ranges.ts'
import type { Sli } from './sli.ts'
import { countTotals, rolledTo } from './window-counts.ts'

export interface Explanation {
  readonly at: string
  readonly alerts: readonly ExplainedAlert[]
  /** The evaluation that was kept then; null where none was. */
  readonly kept: KeptEvaluation | null
  readonly now: Evaluation
  /** Of the hour before the windows' end, as known now. */
  readonly last_hour: Readonly<Record<string, number>>
  /** What burns fastest, then what has most bad events; as known now. */
  readonly worst_links: readonly LinkEvaluation[]
}

export interface ExplainedAlert {
  readonly alert: string
  readonly severity: Decision['severity']
  readonly condition: string
  /** Null: nothing had been decided. */
  readonly decided: KeptDecision | null
  readonly now: Pick<Decision, 'state' | 'firing' | 'reason'>
}

/** As sql/queries/alerts-at.sql gives it. */
type KeptDecision = Omit<Decision, 'alert'> & { readonly decided_ms: number }

/** As sql/queries/evaluation-at.sql gives it. */
interface KeptEvaluation {
  readonly evaluated_ms: number
  readonly status: Evaluation['status']
  readonly objective: number
  readonly good: number
  readonly total: number
  readonly excluded: number
  readonly ratio: number | null
  readonly budget_allowed: number
  readonly budget_consumed: number
  readonly budget_remaining_ratio: number | null
  readonly exhausted_ms: number | null
  readonly exhausts_ms: number | null
  readonly burn_rates: Readonly<Record<string, number | null>>
  readonly window_events: Readonly<Record<string, { readonly good: number; readonly total: number }>>
  readonly breakdown: Readonly<Record<string, number>>
  readonly input_complete: boolean
  readonly input_waiting: readonly string[]
}

const LINKS_TOLD = 5

/** The tiers must be up to date. @param at_s the moment, in Unix seconds @throws StoreFailure */
export async function explain(store: Store, sli: Sli, at_s: number): Promise<Explanation> {
  const { slo } = sli
  const at_ms = Math.round(at_s * 1000)
  const [evaluating] = await evaluateSlos(store, [sli], at_s)
  if (evaluating === undefined) throw new Error(`nothing was evaluated of ${slo.name}`)
  const decided = await store.rows<KeptDecision & { readonly alert: string }>(readSql('queries/alerts-at'), {
    slo: slo.name,
    at_ms,
  })
  const decisions = new Map(decided.map(({ alert, ...decision }) => [alert, decision]))
  const [kept] = await store.rows<KeptEvaluation>(readSql('queries/evaluation-at'), { slo: slo.name, at_ms })
  const now = new Map(decide(slo, evaluating.evaluation, decisions, at_ms).map((one) => [one.alert, one]))
  return {
    at: new Date(at_ms).toISOString(),
    alerts: alertsOf(slo).flatMap((alert) => {
      const known = now.get(alert.name)
      if (known === undefined) return []
      const { state, firing, reason } = known
      return {
        alert: alert.name,
        severity: alert.severity,
        condition: conditionInWords(alert, slo),
        decided: decisions.get(alert.name) ?? null,
        now: { state, firing, reason },
      }
    }),
    kept: kept ?? null,
    now: evaluating.evaluation,
    last_hour: await lastHour(store, evaluating.evaluation),
    worst_links: worstOf(await evaluateLinks(store, evaluating)),
  }
}

async function lastHour(
  store: Store,
  { slo, window }: Evaluation,
): Promise<Readonly<Record<string, number>>> {
  const to_s = Date.parse(window.to) / 1000
  const rolled_s = (await rolledTo(store, [slo])).get(slo)?.rolled_s ?? 0
  const windows = [{ name: '1h', from_s: to_s - HOUR_S, to_s }]
  const totals = await countTotals(store, [{ slo, windows, rolled_s }], '1h')
  return totals.get(slo)?.get('1h')?.breakdown ?? {}
}

function worstOf(links: readonly LinkEvaluation[]): LinkEvaluation[] {
  const badOf = ({ good, total }: LinkEvaluation) => total - good
  return links
    .filter((link) => badOf(link) > 0)
    .toSorted(
      (one, other) => (other.burn_rate_1h ?? 0) - (one.burn_rate_1h ?? 0) || badOf(other) - badOf(one),
    )
    .slice(0, LINKS_TOLD)
}
