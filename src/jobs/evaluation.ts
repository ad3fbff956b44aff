/** Evaluates SLOs as of a moment: what each counted, its budget, its burn rates, and what it depends on. */
import type { Store } from '../clickhouse/store.ts'
import type { SliKind, SloDefinition } from '../slo/definition.ts'
import { measuredValues, quantileValues } from '../slo/values.ts'
import { periodBounds } from '../slo/windows.ts'
import { inputFacts, inputState } from './input-state.ts'
import { alignDown, MINUTE_S } from './ranges.ts'
import type { Sli } from './sli.ts'
import { kindsOfSli, PERIOD, type Standing, standings } from './standing.ts'
import {
  type AskedLinks,
  type Counts,
  countLinks,
  countTotals,
  NOTHING,
  type Rolled,
  rolledTo,
  type Window,
  type WindowCounts,
} from './window-counts.ts'

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

/** An SLO's evaluation, and where its links are to be read. */
export interface Evaluating {
  readonly slo: SloDefinition
  readonly evaluation: Evaluation
  readonly links: AskedLinks
}

/** An SLO, and where its windows lie as of a moment. */
export interface Placed extends Rolled {
  readonly sli: Evaluated
  readonly input: KnownInput
  /** Up to when what is told is complete. */
  readonly known_s: number
  readonly period: Window
}

/**
 * Evaluates SLOs in the order given; what they share is read once for all of them.
 * @param at_s the moment to evaluate, in Unix seconds @throws StoreFailure
 */
export async function evaluateSlos(
  store: Store,
  slis: readonly Evaluated[],
  at_s: number,
): Promise<Evaluating[]> {
  return evaluatePlaced(store, await placeSlos(store, slis, at_s), at_s)
}

/** @throws StoreFailure */
export async function placeSlos(store: Store, slis: readonly Evaluated[], at_s: number): Promise<Placed[]> {
  if (slis.length === 0) return []
  const [inputs, rolled] = await Promise.all([
    knownInputs(store, at_s),
    rolledTo(
      store,
      slis.map(({ slo }) => slo.name),
    ),
  ])
  return Promise.all(
    slis.map(async (sli) => {
      const input = inputs(sli.slo)
      // What is not complete yet is not judged: every window ends where something is missing.
      const known_s = knownTo(input, at_s)
      const period = await kindsOfSli[sli.slo.kind].period(store, sli.slo, boundsOf(sli.slo, known_s))
      return { sli, input, known_s, period, ...(rolled.get(sli.slo.name) ?? { rolled_s: 0, now_s: at_s }) }
    }),
  )
}

/** @throws StoreFailure */
export async function evaluatePlaced(
  store: Store,
  placed: readonly Placed[],
  at_s: number,
): Promise<Evaluating[]> {
  if (placed.length === 0) return []
  const [totals, links] = await Promise.all([
    countTotals(
      store,
      placed.map(({ sli, known_s, period, rolled_s }) => ({
        slo: sli.slo.name,
        rolled_s,
        windows: windowsOf(sli, { at_s, known_s, period }),
      })),
      PERIOD,
    ),
    countLinks(store, placed.filter(({ sli }) => sli.slo.kind === 'count').map(linksOf)),
  ])
  const stood = await standings(
    store,
    placed.map((one) => ({
      ...{ one, slo: one.sli.slo, at_s, period: one.period, rolled_s: one.rolled_s },
      totals: totals.get(one.sli.slo.name) ?? NO_COUNTS,
      links: links.filter(({ slo }) => slo === one.sli.slo.name),
      input: { complete: one.input.complete, heard: one.input.heard },
    })),
  )
  return stood.map(({ facts: { one, slo, totals }, standing }) => {
    const { sli, input, known_s } = one
    const bounds = boundsOf(slo, known_s)
    return {
      slo,
      evaluation: asEvaluation(sli, { bounds, counted: totals, standing, input }),
      links: linksOf(one),
    }
  })
}

const NO_COUNTS: ReadonlyMap<string, WindowCounts> = new Map()

/** Where an SLO's links are read. */
export function linksOf({ sli, rolled_s, now_s, period }: Placed): AskedLinks {
  return { slo: sli.slo.name, rolled_s, now_s, ...period }
}

function windowsOf(
  { slo, optional }: Evaluated,
  { at_s, known_s, period }: { at_s: number; known_s: number; period: Window },
): Window[] {
  const end_s = endOf(slo, known_s)
  const now_s = alignDown(at_s, MINUTE_S)
  const undecided = { name: UNDECIDED, from_s: undecidedFrom(slo, period, now_s), to_s: period.to_s }
  const windows = [
    period,
    // What lies between the end of every window and now is too young to be judged.
    { name: YOUNG, from_s: end_s, to_s: now_s },
    ...(optional.has('pending') ? [undecided] : []),
    ...kindsOfSli[slo.kind].windows(slo, end_s),
  ]
  return windows.filter(({ from_s, to_s }) => from_s < to_s)
}

function asEvaluation(
  sli: Evaluated,
  facts: {
    bounds: Window
    counted: ReadonlyMap<string, WindowCounts>
    standing: Standing
    input: KnownInput
  },
): Evaluation {
  const { slo } = sli
  const { bounds, counted, standing } = facts
  const whole = counted.get(PERIOD) ?? NOTHING
  const young = counted.get(YOUNG) ?? NOTHING
  const undecided = counted.get(UNDECIDED) ?? NOTHING
  const { heard: _, ...input } = facts.input
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
    ...standing,
    values: {
      ...quantileValues(slo.quantiles, whole.quantiles_ms),
      ...measuredValues(slo.values, whole.measures),
    },
    input,
  }
}

/** Up to when an SLO is evaluated as of a moment: to the moment itself unless an input is behind or silent. */
function knownTo({ complete_to }: Pick<Evaluation['input'], 'complete_to'>, at_s: number): number {
  return complete_to === null ? at_s : Math.min(at_s, Date.parse(complete_to) / 1000)
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

type KnownInput = Evaluation['input'] & { readonly heard: boolean }

/** What each SLO's inputs are known to have told. @throws StoreFailure */
async function knownInputs(store: Store, at_s: number): Promise<(slo: SloDefinition) => KnownInput> {
  const facts = await inputFacts(store)
  return (slo) => {
    const { newest_event_s, waiting, complete_to_s, heard } = inputState(
      facts,
      new Set(slo.inputs),
      boundsOf(slo, at_s).from_s,
    )
    const complete = complete_to_s === null || at_s <= complete_to_s
    return {
      complete,
      newest_event: newest_event_s === null ? null : new Date(newest_event_s * 1000).toISOString(),
      waiting: complete ? [] : waiting,
      complete_to: complete ? null : iso(complete_to_s),
      heard,
    }
  }
}

function iso(at_s: number): string {
  return new Date(at_s * 1000).toISOString()
}
