/** Evaluates one SLO as of a moment: what it counted, its budget, its burn rates, and what it depends on. */
import { readSql } from '../clickhouse/sql-file.ts'
import type { Store } from '../clickhouse/store.ts'
import type { SliKind, SloDefinition } from '../slo/definition.ts'
import { measuredValues, quantileValues } from '../slo/values.ts'
import { periodBounds } from '../slo/windows.ts'
import { alignDown, MINUTE_S } from './ranges.ts'
import type { Sli } from './sli.ts'
import { kindsOfSli, PERIOD, type Standing } from './standing.ts'
import { type Counts, countTotals, NOTHING, type Window, type WindowCounts } from './window-counts.ts'

/** An SLO's total as of a moment, in the shape that `report --format json` prints. */
export interface Evaluation extends Standing {
  readonly slo: string
  readonly kind: SliKind
  readonly title: string
  /** Of a count, the most there may be. */
  readonly objective: number
  readonly window: { readonly from: string; readonly to: string }
  readonly good: number
  readonly total: number
  readonly excluded: number
  /** With what exclusions cover; null where the SLI does not tell. */
  readonly gross: (Counts & { readonly ratio: number | null }) | null
  /** Too young to be judged: neither good nor bad yet. */
  readonly pending: number
  readonly breakdown: Readonly<Record<string, number>>
  /** Quantiles (`p95_seconds`) and what measures give; null where unknown. */
  readonly values: Readonly<Record<string, number | null>>
  readonly input: {
    readonly complete: boolean
    readonly newest_event: string | null
    /** A sentence for each input that is behind or silent. */
    readonly waiting: string[]
    /** Up to when everything that was told is stored, where less than the moment evaluated; else null. */
    readonly complete_to: string | null
  }
}

/** What decides an evaluation. */
export type Evaluated = Pick<Sli, 'slo' | 'optional'>

const YOUNG = 'young'
const UNDECIDED = 'undecided'

/** @param at_s the moment to evaluate, in Unix seconds @throws StoreFailure */
export async function evaluateSlo(store: Store, sli: Evaluated, at_s: number): Promise<Evaluation> {
  const { slo } = sli
  const kind = kindsOfSli[slo.kind]
  const input = await inputState(store, slo, at_s)
  // What is not complete yet is not judged: every window ends where something is missing.
  const known_s = knownTo(input, at_s)
  const period = await periodOf(store, slo, known_s)
  const end_s = endOf(slo, known_s)
  const now_s = alignDown(at_s, MINUTE_S)
  const totals = await countTotals(
    store,
    slo.name,
    [
      period,
      // What lies between the end of every window and now is too young to be judged.
      { name: YOUNG, from_s: end_s, to_s: now_s },
      { name: UNDECIDED, from_s: undecidedFrom(slo, period, now_s), to_s: period.to_s },
      ...kind.windows(slo, end_s),
    ],
    PERIOD,
  )
  const whole = totals.get(PERIOD) ?? NOTHING
  const young = totals.get(YOUNG) ?? NOTHING
  const undecided = totals.get(UNDECIDED) ?? NOTHING
  const bounds = boundsOf(slo, known_s)
  const { heard, ...told } = input
  return {
    slo: slo.name,
    kind: slo.kind,
    title: slo.title,
    objective: slo.objective,
    window: { from: iso(bounds.from_s), to: iso(bounds.to_s) },
    good: whole.good,
    total: whole.total,
    excluded: whole.excluded,
    gross: grossOf(sli, whole),
    pending: young.total + young.pending + undecided.pending,
    breakdown: whole.breakdown,
    ...(await kind.stand({ store, slo, at_s, period, totals, input: { complete: told.complete, heard } })),
    values: {
      ...quantileValues(slo.quantiles, whole.quantiles_ms),
      ...measuredValues(slo.values, whole.measures),
    },
    input: told,
  }
}

/** Up to when an SLO is evaluated as of a moment: to the moment itself unless an input is behind or silent. */
export function knownTo({ complete_to }: Pick<Evaluation['input'], 'complete_to'>, at_s: number): number {
  return complete_to === null ? at_s : Math.min(at_s, Date.parse(complete_to) / 1000)
}

/** The window in which the SLO's period is read. @throws StoreFailure */
export function periodOf(store: Store, slo: SloDefinition, at_s: number): Promise<Window> {
  return kindsOfSli[slo.kind].period(store, slo, boundsOf(slo, at_s))
}

/** Since when what is pending may still be decided. */
function undecidedFrom({ undecided_for_s }: SloDefinition, period: Window, now_s: number): number {
  return undecided_for_s === null ? period.from_s : Math.min(now_s - undecided_for_s, period.to_s)
}

/** Where every window ends. */
export function endOf(slo: SloDefinition, at_s: number): number {
  return alignDown(at_s - slo.maturity_s, Math.max(MINUTE_S, slo.grain_s))
}

function boundsOf(slo: SloDefinition, at_s: number): Window {
  const end_s = endOf(slo, at_s)
  const { from_ms } = periodBounds(slo.window, end_s * 1000)
  return { name: PERIOD, from_s: Math.floor(from_ms / 1000), to_s: end_s }
}

function grossOf({ slo, optional }: Evaluated, counted: WindowCounts): Evaluation['gross'] {
  if (!optional.has('excluded_total')) return null
  const good = counted.good + counted.excluded_good
  const total = counted.total + counted.excluded_total
  return { good, total, ratio: total === 0 || slo.kind === 'count' ? null : good / total }
}

async function inputState(
  store: Store,
  slo: SloDefinition,
  at_s: number,
): Promise<Evaluation['input'] & { readonly heard: boolean }> {
  const [state] = await store.rows<InputRow>(readSql('queries/input-state'), {
    kinds: [...slo.inputs],
    from: boundsOf(slo, at_s).from_s,
  })
  const { newest_event_s = null, waiting = [], complete_to_s = null, heard = 0 } = state ?? {}
  const complete = complete_to_s === null || at_s <= complete_to_s
  return {
    complete,
    newest_event: newest_event_s === null ? null : new Date(newest_event_s * 1000).toISOString(),
    waiting: complete ? [] : waiting,
    complete_to: complete ? null : iso(complete_to_s),
    heard: heard > 0,
  }
}

/** As sql/queries/input-state.sql gives it. */
interface InputRow {
  readonly newest_event_s: number | null
  readonly waiting: string[]
  readonly complete_to_s: number | null
  readonly heard: number
}

function iso(at_s: number): string {
  return new Date(at_s * 1000).toISOString()
}
