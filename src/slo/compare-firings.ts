/** What one set of SLO documents would have alerted more, less, earlier or later than another. */
import type { Severity } from './alerts.ts'
import type { Firing } from './replay.ts'

/** A stretch in which an SLO alerts with one severity, by whichever of its policies: people are called once. */
export interface Episode {
  readonly slo: string
  readonly severity: Severity
  /** The one that began it. */
  readonly alert: string
  readonly from_s: number
  /** Null: it lasts to the end. */
  readonly to_s: number | null
}

export interface Difference {
  readonly change: 'more' | 'less' | 'earlier' | 'later'
  readonly slo: string
  readonly severity: Severity
  readonly current: Episode | null
  readonly other: Episode | null
  /** How much earlier (below 0) or later the other begins, in seconds; null where only one of them alerts. */
  readonly shift_s: number | null
}

/** In order of time; what both alert at the same moment is left out. */
export function compareFirings(current: readonly Firing[], other: readonly Firing[]): Difference[] {
  const [ours, theirs] = [episodesOf(current), episodesOf(other)]
  const met = new Set<Episode>()
  const differences: Difference[] = []
  for (const one of ours) {
    const twin = theirs.find((candidate) => !met.has(candidate) && overlap(one, candidate))
    if (twin !== undefined) met.add(twin)
    const shift_s = twin === undefined ? null : twin.from_s - one.from_s
    if (shift_s === 0) continue
    const change = shift_s === null ? 'less' : shift_s < 0 ? 'earlier' : 'later'
    const { slo, severity } = one
    differences.push({ change, slo, severity, current: one, other: twin ?? null, shift_s })
  }
  for (const one of theirs.filter((episode) => !met.has(episode))) {
    const { slo, severity } = one
    differences.push({ change: 'more', slo, severity, current: null, other: one, shift_s: null })
  }
  return differences.toSorted((one, another) => beginningOf(one) - beginningOf(another))
}

function beginningOf({ current, other }: Difference): number {
  return Math.min(current?.from_s ?? Number.POSITIVE_INFINITY, other?.from_s ?? Number.POSITIVE_INFINITY)
}

/** Overlapping firings of one SLO and severity as one. */
function episodesOf(firings: readonly Firing[]): Episode[] {
  const episodes: Episode[] = []
  for (const { slo, severity, alert, fired_s, resolved_s } of firings.toSorted(
    (one, other) => one.fired_s - other.fired_s,
  )) {
    const next = { slo, severity, alert, from_s: fired_s, to_s: resolved_s }
    const at = episodes.findLastIndex((episode) => overlap(episode, next))
    const met = episodes[at]
    if (met === undefined) episodes.push(next)
    else episodes[at] = { ...met, to_s: later(met.to_s, resolved_s) }
  }
  return episodes
}

function overlap(one: Episode, other: Episode): boolean {
  if (one.slo !== other.slo || one.severity !== other.severity) return false
  const endOf = ({ to_s }: Episode) => to_s ?? Number.POSITIVE_INFINITY
  return one.from_s <= endOf(other) && other.from_s <= endOf(one)
}

function later(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : Math.max(one, other)
}
