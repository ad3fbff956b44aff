/** The links of an SLO whose alerts are to be decided, found in the database: nearly all are quiet and stay there. */
import { readSql } from '../clickhouse/sql-file.ts'
import type { Store } from '../clickhouse/store.ts'
import { allowedShare } from '../slo/noise.ts'
import { type AppliedPolicy, appliedPolicies, type PolicyInputs } from '../slo/windows.ts'
import { split } from './link-spans.ts'
import { HOUR_S, MINUTE_S, type Range } from './ranges.ts'

export interface BurningLink {
  readonly source_account: string
  readonly target_account: string
  readonly role: string
  /** In the order of the windows asked for. */
  readonly goods: readonly number[]
  readonly totals: readonly number[]
  readonly excludeds: readonly number[]
  /** Of the period; null where nothing is known. */
  readonly budget_remaining_ratio: number | null
  /** As declared; empty where nobody did. */
  readonly link_owner: string
  readonly link_team: string
}

export interface AskedWindow {
  readonly name: string
  readonly seconds: number
}

/** @param to_s where every window ends @param rolled_s hours that end at or before it are rolled up @throws StoreFailure */
export async function burningLinks(
  store: Store,
  slo: PolicyInputs & { readonly name: string },
  windows: readonly AskedWindow[],
  { to_s, rolled_s }: { to_s: number; rolled_s: number },
): Promise<BurningLink[]> {
  const spans = windows.map(({ seconds }) => spanOf({ from_s: to_s - seconds, to_s }, rolled_s))
  const sets: number[][] = []
  const hours = inWindows(
    spans.map((span) => [span.hours]),
    HOUR_S,
    sets,
  )
  const minutes = inWindows(
    spans.map((span) => span.minutes),
    MINUTE_S,
    sets,
  )
  const policies = appliedPolicies(slo)
  return store.rows<BurningLink>(readSql('queries/burning-links'), {
    slo: slo.name,
    hours: [...hours.keys()],
    hour_sets: [...hours.values()],
    minutes: [...minutes.keys()],
    minute_sets: [...minutes.values()],
    sets,
    long: policies.map(({ long_s }) => windows.findIndex(({ seconds }) => seconds === long_s) + 1),
    least: policies.map((policy) => leastShare(slo.objective, policy)),
    minimum_bad: policies.map(({ minimum_bad }) => (slo.objective === 1 ? 1 : minimum_bad)),
  })
}

/** Whole hours that are rolled up, and the minutes before and after them. */
function spanOf(window: Range, rolled_s: number) {
  const [hours, minutes] = split(window, HOUR_S, rolled_s)
  return { hours, minutes }
}

/**
 * The starts that make up all windows together, each with the set of windows it is part of: its place, from 1, in
 * `sets`, where a new one is added. There are a dozen sets at most, so rows are summed by set before by window.
 */
function inWindows(
  windows: readonly (readonly Range[])[],
  step_s: number,
  sets: number[][],
): ReadonlyMap<number, number> {
  const members = new Map<number, number[]>()
  for (const [place, ranges] of windows.entries())
    for (const { from_s, to_s } of ranges)
      for (let at_s = from_s; at_s < to_s; at_s += step_s)
        members.set(at_s, (members.get(at_s) ?? windows.map(() => 0)).with(place, 1))
  const placeOf = (set: number[]) => {
    const known = sets.findIndex((one) => one.every((is_in, place) => is_in === set[place]))
    return known >= 0 ? known + 1 : sets.push(set)
  }
  return new Map([...members].map(([at_s, set]) => [at_s, placeOf(set)]))
}

/** A shade less than the share that burns too fast, so that no rounding leaves out what the decision would take. */
function leastShare(objective: number, { factor }: AppliedPolicy): number {
  return objective === 1 ? 0 : factor * allowedShare(objective) * (1 - 1e-9)
}
