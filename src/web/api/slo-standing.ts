/** How SLOs stand, in the shape that `report --format json` prints, with what a screen needs beside it. */
import { z } from 'zod'
import { readSql } from '../../clickhouse/sql-file.ts'
import type { Store } from '../../clickhouse/store.ts'
import { burnRate, countBudget, errorBudget } from '../../slo/budget.ts'
import { type SliKind, type SloDefinition, sliKinds } from '../../slo/definition.ts'
import { countStatus, shownStatus, sloStatus } from '../../slo/status.ts'
import type { Reading } from './readings.ts'
import { windowText } from './slo-window.ts'

const number = z.number().nullable()
const moment = z.iso.datetime()

export const states = ['met', 'at_risk', 'breached', 'incomplete', 'no_data'] as const

export const standing = z.object({
  slo: z.string(),
  kind: z.enum(sliKinds),
  title: z.string(),
  objective: z.number().describe('Of a count the most there may be'),
  period: z.string().describe('30d, or month'),
  owner: z.string(),
  team: z.string(),
  runbook: z.string(),
  critical: z.boolean(),
  status: z.enum(['met', 'breached', 'no_data', 'incomplete']),
  shown_as: z.enum(states).describe('The status, with what is met and close to being broken as at_risk'),
  evaluated_at: moment.nullable().describe('When it was evaluated; null: never'),
  is_stale: z.boolean().describe('Evaluated over five minutes before the time asked for'),
  window: z.object({ from: moment, to: moment }).nullable(),
  good: z.number(),
  total: z.number(),
  excluded: z.number(),
  pending: z.number().describe('Too young to be judged'),
  gross: z
    .object({ good: z.number(), total: z.number(), ratio: number })
    .nullable()
    .describe('With what exclusions cover; null where the indicator does not tell'),
  ratio: number,
  breakdown: z.record(z.string(), z.number()),
  budget: z.object({
    allowed: z.number(),
    consumed: z.number(),
    remaining_ratio: number,
    remaining_count: z.number().optional().describe('Of a count'),
    exhausted_at: moment.nullable(),
    exhausts_at: moment.nullable(),
  }),
  burn_rate: z.record(z.string(), number).describe('By window; null where nothing happened'),
  values: z.record(z.string(), number).describe('Quantiles in seconds, and what measures give'),
  input: z.object({
    complete: z.boolean(),
    newest_event: moment.nullable(),
    waiting: z.array(z.string()).describe('A sentence for each input that is behind or silent'),
  }),
})

export type SloStanding = z.output<typeof standing>

export interface StandingRow {
  readonly slo: string
  readonly evaluated_at: string
  readonly window_from: string
  readonly window_to: string
  readonly status: SloStanding['status']
  readonly good: number
  readonly total: number
  readonly excluded: number
  readonly gross_good: number | null
  readonly gross_total: number | null
  readonly pending: number
  readonly ratio: number | null
  readonly budget_allowed: number
  readonly budget_consumed: number
  readonly budget_remaining_ratio: number | null
  readonly budget_remaining_count: number | null
  readonly exhausted_at: string | null
  readonly exhausts_at: string | null
  readonly burn_rates: Readonly<Record<string, number | null>>
  readonly window_events: Readonly<Record<string, { readonly good: number; readonly total: number }>>
  readonly breakdown: Readonly<Record<string, number>>
  readonly values: Readonly<Record<string, number>>
  readonly input_complete: boolean
  readonly input_waiting: readonly string[]
  readonly newest_event: string | null
}

const HOUR_MS = 3_600_000
const STALE_MS = 300_000

export type StandingRows = ReadonlyMap<string, StandingRow>

/** The newest evaluation of each SLO. */
export const latestStandings: Reading<StandingRows> = {
  name: 'latest standings',
  fresh_ms: 5_000,
  read: ({ store, slos, now_ms }) => standingRows(store, slos, now_ms),
}

/** In the order of the SLOs given. */
export function standingsOf(
  slos: readonly SloDefinition[],
  rows: StandingRows,
  at_ms: number,
): SloStanding[] {
  return slos.map((slo) => standingOf(slo, rows.get(slo.name) ?? null, at_ms))
}

/**
 * The newest evaluation of each SLO up to a moment. Most are fresh, and only for the others a longer reading is worth it.
 * @throws StoreFailure
 */
export async function standingRows(
  store: Store,
  slos: readonly SloDefinition[],
  at_ms: number,
): Promise<StandingRows> {
  const names = slos.map(({ name }) => name)
  const sql = readSql('queries/api/slo-standings')
  const ask = (slos: string[], since: number) => store.rows<StandingRow>(sql, { slos, since, until: at_ms })
  const found = new Map((await ask(names, at_ms - HOUR_MS)).map((row) => [row.slo, row]))
  const missing = names.filter((name) => !found.has(name))
  if (missing.length > 0) for (const row of await ask(missing, 0)) found.set(row.slo, row)
  return found
}

function standingOf(slo: SloDefinition, row: StandingRow | null, at_ms: number): SloStanding {
  if (row === null) return { ...factsOf(slo), ...NEVER }
  const { status, budget_remaining_ratio: remaining_ratio } = row
  const remaining_count = row.budget_remaining_count
  return {
    ...factsOf(slo),
    objective: slo.objective,
    status,
    shown_as: shownStatus({
      status,
      remaining_ratio: remaining_ratio ?? shareLeft(slo, remaining_count),
      burn_6h: row.burn_rates['6h'] ?? null,
    }),
    evaluated_at: row.evaluated_at,
    is_stale: at_ms - Date.parse(row.evaluated_at) > STALE_MS,
    window: { from: row.window_from, to: row.window_to },
    good: row.good,
    total: row.total,
    excluded: row.excluded,
    pending: row.pending,
    gross: grossOf(slo.kind, row),
    ratio: row.ratio,
    breakdown: row.breakdown,
    budget: {
      allowed: row.budget_allowed,
      consumed: row.budget_consumed,
      remaining_ratio,
      ...(remaining_count === null ? {} : { remaining_count }),
      exhausted_at: row.exhausted_at,
      exhausts_at: row.exhausts_at,
    },
    burn_rate: row.burn_rates,
    values: { ...unknownValues(slo), ...row.values },
    input: { complete: row.input_complete, newest_event: row.newest_event, waiting: [...row.input_waiting] },
  }
}

function factsOf({ name, kind, title, objective, window, owner, team, runbook, critical }: SloDefinition) {
  return { slo: name, kind, title, objective, period: windowText(window), owner, team, runbook, critical }
}

const NEVER = {
  status: 'no_data',
  shown_as: 'no_data',
  evaluated_at: null,
  is_stale: true,
  window: null,
  good: 0,
  total: 0,
  excluded: 0,
  pending: 0,
  gross: null,
  ratio: null,
  breakdown: {},
  budget: { allowed: 0, consumed: 0, remaining_ratio: null, exhausted_at: null, exhausts_at: null },
  burn_rate: {},
  values: {},
  input: { complete: false, newest_event: null, waiting: [] },
} as const satisfies Partial<SloStanding>

/** A count's share of its allowance that is left; null where nothing is allowed. */
function shareLeft(
  { objective }: Pick<SloDefinition, 'objective'>,
  remaining_count: number | null,
): number | null {
  return remaining_count === null || objective === 0 ? null : remaining_count / objective
}

function grossOf(kind: SliKind, { gross_good: good, gross_total: total }: StandingRow): SloStanding['gross'] {
  if (good === null || total === null) return null
  return { good, total, ratio: total === 0 || kind === 'count' ? null : good / total }
}

/** What the store leaves out because it was unknown. */
function unknownValues({ quantiles, values }: SloDefinition): Record<string, null> {
  const names = [
    ...Object.keys(quantiles).map((name) => `${name}_seconds`),
    ...values.map(({ name }) => name).filter((name) => !name.endsWith('[*]')),
  ]
  return Object.fromEntries(names.map((name) => [name, null]))
}

export interface Scope {
  /** '' for any. */
  readonly account: string
  readonly role: string
}

interface ScopeRow {
  readonly slo: string
  readonly good: number
  readonly total: number
  readonly excluded: number
  readonly worst: number
  readonly hour_good: number
  readonly hour_total: number
}

export function isScoped({ account, role }: Scope): boolean {
  return account !== '' || role !== ''
}

type ScopeRows = ReadonlyMap<string, ScopeRow>

/** The links of an account or role in each SLO: views that are open side by side ask for the same. */
export function scopeStandings(scope: Scope): Reading<ScopeRows> {
  return {
    name: JSON.stringify(['standings of', scope]),
    fresh_ms: 5_000,
    read: async ({ store, slos }) => {
      const rows = await store.rows<ScopeRow>(readSql('queries/api/slo-scope'), {
        slos: slos.map(({ name }) => name),
        ...scope,
      })
      return new Map(rows.map((row) => [row.slo, row]))
    },
  }
}

/** The same for the links of an account or role alone: what is told only of the whole is left out. */
export function narrowedStandings(
  slos: readonly SloDefinition[],
  rows: StandingRows,
  scope: ScopeRows,
  at_ms: number,
): SloStanding[] {
  return slos.map((slo) =>
    narrowed(standingOf(slo, rows.get(slo.name) ?? null, at_ms), slo, scope.get(slo.name) ?? NOTHING),
  )
}

const NOTHING = { good: 0, total: 0, excluded: 0, worst: 0, hour_good: 0, hour_total: 0 }

function narrowed(whole: SloStanding, slo: SloDefinition, row: Omit<ScopeRow, 'slo'>): SloStanding {
  const { kind, objective } = slo
  const { good, total, excluded, worst, hour_good, hour_total } = row
  const input_complete = whole.input.complete
  const isCount = kind === 'count'
  const ratio = total === 0 || isCount ? null : good / total
  const counted = countBudget({ allowance: objective, count: worst })
  const heard = whole.status !== 'no_data'
  const status = isCount
    ? countStatus({ worst, allowance: objective, heard, input_complete })
    : sloStatus({ total, ratio, objective, input_complete })
  const budget = isCount ? { ...counted, remaining_ratio: null } : errorBudget({ objective, good, total })
  const remaining_ratio = isCount ? shareLeft(slo, counted.remaining_count) : budget.remaining_ratio
  return {
    ...whole,
    ...{ good, total, excluded, ratio, status },
    shown_as: shownStatus({ status, remaining_ratio, burn_6h: null }),
    pending: 0,
    gross: null,
    breakdown: {},
    budget: { ...budget, exhausted_at: null, exhausts_at: null },
    burn_rate: kind === 'ratio' ? { '1h': burnRate({ objective, good: hour_good, total: hour_total }) } : {},
    values: {},
  }
}
