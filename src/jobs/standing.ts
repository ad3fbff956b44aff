/** How an SLO of each kind stands: its share or count, its budget, its burn. A new kind is an entry here. */
import { readSql } from '../clickhouse/sql-file.ts'
import type { Store } from '../clickhouse/store.ts'
import { burnRate, countBudget, errorBudget, exhaustsAt } from '../slo/budget.ts'
import type { SliKind, SloDefinition } from '../slo/definition.ts'
import { countStatus, type SloStatus, sloStatus } from '../slo/status.ts'
import { alertWindows, periodSeconds } from '../slo/windows.ts'
import { HOUR_S } from './ranges.ts'
import { type Counts, type LinkCounts, NOTHING, type Window, type WindowCounts } from './window-counts.ts'

/** The name of the window that is the SLO's period, and of a level the grain in which it is taken. */
export const PERIOD = 'period'

interface Budget {
  readonly allowed: number
  /** Bad events; of a count, those of the worst account. */
  readonly consumed: number
  readonly remaining_ratio: number | null
  /** Of a count only. */
  readonly remaining_count?: number
  readonly exhausted_at: string | null
  readonly exhausts_at: string | null
}

export interface Standing {
  readonly status: SloStatus
  readonly ratio: number | null
  readonly budget: Budget
  /** By window; null where nothing happened. */
  readonly burn_rate: Readonly<Record<string, number | null>>
  /** What each alert window counted. */
  readonly windows: Readonly<Record<string, Counts & { readonly excluded?: number }>>
}

interface Facts {
  readonly store: Store
  readonly slo: SloDefinition
  readonly at_s: number
  readonly period: Window
  /** Hours that end at or before this are rolled up. */
  readonly rolled_s: number
  readonly totals: ReadonlyMap<string, WindowCounts>
  /** Of a count: what each link counted. */
  readonly links: readonly LinkCounts[]
  readonly input: { readonly complete: boolean; readonly heard: boolean }
}

interface Kind {
  /** The windows it needs beside the period's. */
  windows(slo: SloDefinition, end_s: number): Window[]
  /** Where the period is read: of a level, in one grain of it. @throws StoreFailure */
  period(store: Store, slo: SloDefinition, period: Window): Promise<Window>
  /** @throws StoreFailure */
  stand(facts: Facts): Promise<Standing>
}

export const kindsOfSli: Readonly<Record<SliKind, Kind>> = {
  ratio: {
    windows: (slo, end_s) => [
      { name: '1h', from_s: end_s - HOUR_S, to_s: end_s },
      ...alertWindows(slo)
        .filter(({ name }) => name !== '1h')
        .map(({ name, seconds }) => ({ name, from_s: end_s - seconds, to_s: end_s })),
    ],
    period: async (_, __, period) => period,
    stand: standOfRatio,
  },
  count: { windows: () => [], period: async (_, __, period) => period, stand: standOfCount },
  level: { windows: () => [], period: newestGrain, stand: standOfRatio },
}

async function standOfRatio(facts: Facts): Promise<Standing> {
  const { slo, at_s, totals, input } = facts
  const { objective } = slo
  const { good, total } = totals.get(PERIOD) ?? NOTHING
  const ratio = total === 0 ? null : good / total
  const budget = errorBudget({ objective, good, total })
  const lastHour = totals.get('1h') ?? NOTHING
  const exhausts_ms = exhaustsAt({
    now_ms: at_s * 1000,
    ...budget,
    bad_per_hour: lastHour.total - lastHour.good,
    period_s: periodSeconds(slo.window),
  })
  const windows = alertWindows(slo).map(({ name }) => {
    const { good, total, excluded } = totals.get(name) ?? NOTHING
    return [name, excluded > 0 ? { good, total, excluded } : { good, total }] as const
  })
  return {
    status: sloStatus({ total, ratio, objective, input_complete: input.complete }),
    ratio,
    budget: {
      ...budget,
      exhausted_at: await spentAt('queries/budget-spent-at', facts, budget),
      exhausts_at: exhausts_ms === null ? null : new Date(exhausts_ms).toISOString(),
    },
    burn_rate: Object.fromEntries(
      windows.map(([name, counts]) => [name, burnRate({ objective, ...counts })]),
    ),
    windows: Object.fromEntries(windows),
  }
}

/** A count holds for each target account; the worst one is the SLO's. */
async function standOfCount(facts: Facts): Promise<Standing> {
  const { slo, links, input } = facts
  const perAccount = new Map<string, number>()
  for (const { target_account, total } of links) {
    perAccount.set(target_account, (perAccount.get(target_account) ?? 0) + total)
  }
  const worst = Math.max(0, ...perAccount.values())
  const budget = countBudget({ allowance: slo.objective, count: worst })
  return {
    status: countStatus({
      worst,
      allowance: slo.objective,
      heard: input.heard,
      input_complete: input.complete,
    }),
    ratio: null,
    budget: {
      ...budget,
      remaining_ratio: null,
      exhausted_at: await spentAt('queries/allowance-spent-at', facts, budget),
      exhausts_at: null,
    },
    burn_rate: {},
    windows: {},
  }
}

async function spentAt(
  query: string,
  { store, slo, period, rolled_s }: Facts,
  { allowed, consumed }: { allowed: number; consumed: number },
): Promise<string | null> {
  if (consumed === 0 || consumed < allowed) return null
  const [row] = await store.rows<{ spent_s: number }>(readSql(query), {
    slo: slo.name,
    from: period.from_s,
    to: period.to_s,
    rolled: rolled_s,
    allowed,
  })
  return row === undefined ? null : new Date(row.spent_s * 1000).toISOString()
}

async function newestGrain(store: Store, slo: SloDefinition, period: Window): Promise<Window> {
  const [newest] = await store.rows<{ start_s: number }>(readSql('queries/newest-grain'), {
    slo: slo.name,
    from: period.from_s,
    to: period.to_s,
  })
  if (newest === undefined) return { ...period, from_s: period.to_s }
  return { ...period, from_s: newest.start_s, to_s: newest.start_s + slo.grain_s }
}
