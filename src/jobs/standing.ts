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

interface Allowance {
  readonly allowed: number
  /** Bad events; of a count, those of the worst account. */
  readonly consumed: number
  readonly remaining_ratio: number | null
  /** Of a count only. */
  readonly remaining_count?: number
}

interface Budget extends Allowance {
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
  budget(facts: Facts): Allowance
  /** The query that tells when budgets were spent. */
  readonly spent_at: string
  stand(facts: Facts, budget: Allowance): Omit<Standing, 'budget'> & { readonly exhausts_at: string | null }
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
    budget: budgetOfRatio,
    spent_at: 'queries/budget-spent-at',
    stand: standOfRatio,
  },
  count: {
    windows: () => [],
    period: async (_, __, period) => period,
    budget: ({ slo, links }) => ({
      ...countBudget({ allowance: slo.objective, count: worstOf(links) }),
      remaining_ratio: null,
    }),
    spent_at: 'queries/allowance-spent-at',
    stand: standOfCount,
  },
  level: {
    windows: () => [],
    period: newestGrain,
    budget: budgetOfRatio,
    spent_at: 'queries/budget-spent-at',
    stand: standOfRatio,
  },
}

/** Facts with how their SLO stands, in the order given. @throws StoreFailure */
export async function standings<Known extends Facts>(
  store: Store,
  all: readonly Known[],
): Promise<{ readonly facts: Known; readonly standing: Standing }[]> {
  const judged = all.map((facts) => ({ facts, budget: kindsOfSli[facts.slo.kind].budget(facts) }))
  const spent = await spentAt(store, judged)
  return judged.map(({ facts, budget }) => {
    const { slo } = facts
    const { exhausts_at, ...standing } = kindsOfSli[slo.kind].stand(facts, budget)
    const exhausted_at = spent.get(slo.name) ?? null
    return { facts, standing: { ...standing, budget: { ...budget, exhausted_at, exhausts_at } } }
  })
}

function budgetOfRatio({ slo: { objective }, totals }: Facts): Allowance {
  const { good, total } = totals.get(PERIOD) ?? NOTHING
  return errorBudget({ objective, good, total })
}

function standOfRatio({ slo, at_s, totals, input }: Facts, budget: Allowance) {
  const { objective } = slo
  const { good, total } = totals.get(PERIOD) ?? NOTHING
  const ratio = total === 0 ? null : good / total
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
    exhausts_at: exhausts_ms === null ? null : new Date(exhausts_ms).toISOString(),
    burn_rate: Object.fromEntries(
      windows.map(([name, counts]) => [name, burnRate({ objective, ...counts })]),
    ),
    windows: Object.fromEntries(windows),
  }
}

function standOfCount({ slo, input }: Facts, { consumed }: Allowance) {
  return {
    status: countStatus({
      worst: consumed,
      allowance: slo.objective,
      heard: input.heard,
      input_complete: input.complete,
    }),
    ratio: null,
    exhausts_at: null,
    burn_rate: {},
    windows: {},
  }
}

/** A count holds for each target account; the worst one is the SLO's. */
function worstOf(links: readonly LinkCounts[]): number {
  const perAccount = new Map<string, number>()
  for (const { target_account, total } of links) {
    perAccount.set(target_account, (perAccount.get(target_account) ?? 0) + total)
  }
  return Math.max(0, ...perAccount.values())
}

/** When the budgets that are spent were, by SLO: a statement for each way to tell. */
async function spentAt(
  store: Store,
  judged: readonly { readonly facts: Facts; readonly budget: Allowance }[],
): Promise<ReadonlyMap<string, string>> {
  const spent = judged.filter(({ budget: { consumed, allowed } }) => consumed > 0 && consumed >= allowed)
  const queries = new Set(spent.map(({ facts }) => kindsOfSli[facts.slo.kind].spent_at))
  const rows = await Promise.all(
    [...queries].map((query) => {
      const asked = spent.filter(({ facts }) => kindsOfSli[facts.slo.kind].spent_at === query)
      return store.rows<{ slo: string; spent_s: number }>(readSql(query), {
        slos: asked.map(({ facts }) => facts.slo.name),
        starts: asked.map(({ facts }) => facts.period.from_s),
        ends: asked.map(({ facts }) => facts.period.to_s),
        rolled: asked.map(({ facts }) => facts.rolled_s),
        allowed: asked.map(({ budget }) => budget.allowed),
      })
    }),
  )
  return new Map(rows.flat().map(({ slo, spent_s }) => [slo, new Date(spent_s * 1000).toISOString()]))
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
