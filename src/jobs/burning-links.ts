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
  const policies = appliedPolicies(slo)
  return store.rows<BurningLink>(readSql('queries/burning-links'), {
    slo: slo.name,
    hours: starts(
      spans.map(({ hours }) => hours),
      HOUR_S,
    ),
    minutes: starts(
      spans.flatMap(({ minutes }) => minutes),
      MINUTE_S,
    ),
    from: spans.map(({ from_s }) => from_s),
    hours_from: spans.map(({ hours }) => hours.from_s),
    hours_to: spans.map(({ hours }) => hours.to_s),
    to: spans.map(() => to_s),
    long: policies.map(({ long_s }) => windows.findIndex(({ seconds }) => seconds === long_s) + 1),
    least: policies.map((policy) => leastShare(slo.objective, policy)),
    minimum_bad: policies.map(({ minimum_bad }) => (slo.objective === 1 ? 1 : minimum_bad)),
  })
}

/** Whole hours that are rolled up, and the minutes before and after them. */
function spanOf(window: Range, rolled_s: number) {
  const [hours, minutes] = split(window, HOUR_S, rolled_s)
  // Without a whole hour the minutes before it are all: the hours are an empty range at the window's end.
  return { from_s: window.from_s, hours, minutes }
}

function starts(ranges: readonly Range[], step_s: number): number[] {
  const found = new Set<number>()
  for (const { from_s, to_s } of ranges) for (let at_s = from_s; at_s < to_s; at_s += step_s) found.add(at_s)
  return [...found]
}

/** A shade less than the share that burns too fast, so that no rounding leaves out what the decision would take. */
function leastShare(objective: number, { factor }: AppliedPolicy): number {
  return objective === 1 ? 0 : factor * allowedShare(objective) * (1 - 1e-9)
}
