/** Evaluates one SLO as of a moment: what it counted, its budget, its burn rates, and what it depends on. */
import { readSql } from '../clickhouse/sql-file.ts'
import type { Store } from '../clickhouse/store.ts'
import { burnRate, errorBudget, exhaustsAt } from '../slo/budget.ts'
import type { SloDefinition } from '../slo/definition.ts'
import { type SloStatus, sloStatus } from '../slo/status.ts'
import { alertWindows, periodBounds, periodSeconds } from '../slo/windows.ts'
import { alignDown, HOUR_S, MINUTE_S } from './ranges.ts'

/** An SLO's total as of a moment, in the shape that `report --format json` prints. */
export interface Evaluation {
  readonly slo: string
  readonly title: string
  readonly objective: number
  readonly window: { readonly from: string; readonly to: string }
  readonly status: SloStatus
  readonly good: number
  readonly total: number
  readonly excluded: number
  /** Too young to be judged: neither good nor bad yet. */
  readonly pending: number
  readonly ratio: number | null
  readonly breakdown: Readonly<Record<string, number>>
  readonly budget: {
    readonly allowed: number
    readonly consumed: number
    readonly remaining_ratio: number | null
    readonly exhausted_at: string | null
    readonly exhausts_at: string | null
  }
  /** By window, as Prometheus writes it; null where nothing happened. */
  readonly burn_rate: Readonly<Record<string, number | null>>
  /** What each window counted. */
  readonly windows: Readonly<Record<string, Counts>>
  /** Quantiles, `p95_seconds`; null where unknown. */
  readonly values: Readonly<Record<string, number | null>>
  readonly input: {
    readonly complete: boolean
    readonly newest_event: string | null
    readonly waiting: string[]
  }
}

interface Counts {
  readonly good: number
  readonly total: number
}

interface WindowRow extends Counts {
  readonly window: string
  readonly excluded: number
  readonly pending: number
  /** Of the period only, as are the quantiles. */
  readonly breakdown: Record<string, number>
  readonly quantiles_ms: (number | null)[]
}

/** Names of the windows that are no alert windows. */
const PERIOD = 'period'
const PENDING = 'pending'

/** The quantiles every sketch is made for, in the order of its levels (sql/migrations/020-tiers.sql). */
const SKETCH_LEVELS = [0.5, 0.95, 0.99, 1]

/** @param at_s the moment to evaluate, in Unix seconds @throws StoreFailure */
export async function evaluateSlo(store: Store, slo: SloDefinition, at_s: number): Promise<Evaluation> {
  const end_s = alignDown(at_s - slo.maturity_s, Math.max(MINUTE_S, slo.grain_s))
  const period = periodBounds(slo.window, end_s * 1000)
  const period_from_s = Math.floor(period.from_ms / 1000)
  const windows = windowsOf(slo, period_from_s, end_s, alignDown(at_s, MINUTE_S))
  const [rows, input] = await Promise.all([
    store.rows<WindowRow>(readSql('queries/window-totals'), {
      slo: slo.name,
      names: windows.map(({ name }) => name),
      starts: windows.map(({ from_s }) => from_s),
      ends: windows.map(({ to_s }) => to_s),
      detailed: PERIOD,
    }),
    inputState(store, slo),
  ])
  const counted = new Map(rows.map((row) => [row.window, row]))
  const whole = counted.get(PERIOD) ?? NOTHING
  const { good, total, excluded, breakdown } = whole
  const ratio = total === 0 ? null : good / total
  const budget = errorBudget({ objective: slo.objective, good, total })
  const alerting = alertWindows(slo)
  const lastHour = counted.get('1h') ?? NOTHING
  const young = counted.get(PENDING) ?? NOTHING
  return {
    slo: slo.name,
    title: slo.title,
    objective: slo.objective,
    window: { from: iso(period_from_s), to: iso(end_s) },
    status: sloStatus({ total, ratio, objective: slo.objective, input_complete: input.complete }),
    good,
    total,
    excluded,
    pending: whole.pending + young.total + young.pending,
    ratio,
    breakdown,
    budget: {
      ...budget,
      exhausted_at: await spentAt(store, slo, period_from_s, end_s, budget),
      exhausts_at: isoOrNull(
        exhaustsAt({
          now_ms: at_s * 1000,
          allowed: budget.allowed,
          consumed: budget.consumed,
          bad_per_hour: lastHour.total - lastHour.good,
          period_s: periodSeconds(slo.window),
        }),
      ),
    },
    burn_rate: Object.fromEntries(
      alerting.map(({ name }) => [
        name,
        burnRate({ objective: slo.objective, ...(counted.get(name) ?? NOTHING) }),
      ]),
    ),
    windows: Object.fromEntries(
      alerting.map(({ name }) => {
        const { good, total } = counted.get(name) ?? NOTHING
        return [name, { good, total }]
      }),
    ),
    values: valuesOf(slo, whole.quantiles_ms),
    input,
  }
}

const NOTHING: WindowRow = {
  window: '',
  good: 0,
  total: 0,
  excluded: 0,
  pending: 0,
  breakdown: {},
  quantiles_ms: [],
}

function windowsOf(slo: SloDefinition, period_from_s: number, end_s: number, now_s: number) {
  return [
    { name: PERIOD, from_s: period_from_s, to_s: end_s },
    // What lies between the end of every window and now is too young to be judged.
    { name: PENDING, from_s: end_s, to_s: now_s },
    { name: '1h', from_s: end_s - HOUR_S, to_s: end_s },
    ...alertWindows(slo)
      .filter(({ name }) => name !== '1h')
      .map(({ name, seconds }) => ({ name, from_s: end_s - seconds, to_s: end_s })),
  ]
}

async function spentAt(
  store: Store,
  slo: SloDefinition,
  from: number,
  to: number,
  budget: { allowed: number; consumed: number },
): Promise<string | null> {
  if (budget.consumed === 0 || budget.consumed < budget.allowed) return null
  const [row] = await store.rows<{ spent_s: number }>(readSql('queries/budget-spent-at'), {
    slo: slo.name,
    from,
    to,
    allowed: budget.allowed,
  })
  return row === undefined ? null : iso(row.spent_s)
}

async function inputState(store: Store, slo: SloDefinition): Promise<Evaluation['input']> {
  const [state] = await store.rows<{ newest_event_s: number | null; waiting: string[] }>(
    readSql('queries/input-state'),
    { kinds: [...slo.inputs] },
  )
  const newest_s = state?.newest_event_s ?? null
  const waiting = state?.waiting ?? []
  return {
    complete: waiting.length === 0,
    newest_event: newest_s === null ? null : new Date(newest_s * 1000).toISOString(),
    waiting,
  }
}

function valuesOf(
  slo: SloDefinition,
  quantiles_ms: readonly (number | null)[],
): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(slo.quantiles).map(([name, level]) => {
      const value_ms = quantiles_ms[SKETCH_LEVELS.indexOf(level)] ?? null
      return [`${name}_seconds`, value_ms === null ? null : value_ms / 1000]
    }),
  )
}

function iso(at_s: number): string {
  return new Date(at_s * 1000).toISOString()
}

function isoOrNull(at_ms: number | null): string | null {
  return at_ms === null ? null : new Date(at_ms).toISOString()
}
