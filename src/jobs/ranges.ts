/** Which minutes to compute anew when some were touched: pure arithmetic on half-open ranges of Unix seconds. */

export interface Range {
  readonly from_s: number
  /** Exclusive. */
  readonly to_s: number
}

export const MINUTE_S = 60
export const HOUR_S = 3600
export const DAY_S = 86_400

/** The first moment that an event may have: earlier ones are refused. */
export const EARLIEST_S = Date.UTC(2000, 0, 1) / 1000

/** Older minutes are computed by whole hours: late events lie scattered, and an hour costs hardly more than a minute. */
const BY_MINUTE_WITHIN_S = 3 * HOUR_S

export interface TouchedMinute {
  readonly kind: string
  readonly minute_s: number
}

/**
 * The ranges that touched minutes may change: each from its lookback to its lookahead, but not beyond now,
 * where nothing can have happened yet; aligned to the grain, and merged.
 */
export function rangesToCompute(
  touched: readonly TouchedMinute[],
  reach: { before_s: (kind: string) => number; after_s: (kind: string) => number; grain_s: number },
  now_s: number,
): Range[] {
  const end_of_now = alignUp(now_s, MINUTE_S)
  const ranges = touched.map(({ kind, minute_s }) => {
    const after = minute_s + MINUTE_S
    const from = minute_s - reach.before_s(kind)
    const to = Math.max(after, Math.min(after + reach.after_s(kind), end_of_now))
    const step = Math.max(reach.grain_s, from < now_s - BY_MINUTE_WITHIN_S ? HOUR_S : MINUTE_S)
    return { from_s: alignDown(from, step), to_s: alignUp(to, step) }
  })
  return mergeRanges(ranges)
}

/** Overlapping and adjoining ranges as one; sorted. */
export function mergeRanges(ranges: readonly Range[]): Range[] {
  const merged: Range[] = []
  for (const range of ranges.toSorted((one, other) => one.from_s - other.from_s)) {
    const last = merged.at(-1)
    if (last !== undefined && range.from_s <= last.to_s) {
      merged[merged.length - 1] = { from_s: last.from_s, to_s: Math.max(last.to_s, range.to_s) }
    } else merged.push(range)
  }
  return merged
}

/** Widens every range to whole steps and merges them. */
export function alignRanges(ranges: readonly Range[], step_s: number): Range[] {
  return mergeRanges(
    ranges.map(({ from_s, to_s }) => ({ from_s: alignDown(from_s, step_s), to_s: alignUp(to_s, step_s) })),
  )
}

/** Cuts a range at a moment into what lies before and what lies after. */
export function splitAt(range: Range, at_s: number): { before: Range | null; after: Range | null } {
  if (range.to_s <= at_s) return { before: range, after: null }
  if (range.from_s >= at_s) return { before: null, after: range }
  return { before: { from_s: range.from_s, to_s: at_s }, after: { from_s: at_s, to_s: range.to_s } }
}

/**
 * Cuts a range, between hours, into pieces of at most `most` events each (an hour with more stays whole).
 * `events` tells how many each hour holds.
 */
export function cutByEvents(range: Range, events: ReadonlyMap<number, number>, most: number): Range[] {
  const pieces: Range[] = []
  let from_s = range.from_s
  let held = 0
  for (let hour = alignDown(range.from_s, HOUR_S); hour < range.to_s; hour += HOUR_S) {
    const here = events.get(hour) ?? 0
    if (held > 0 && held + here > most && hour > from_s) {
      pieces.push({ from_s, to_s: hour })
      from_s = hour
      held = 0
    }
    held += here
  }
  pieces.push({ from_s, to_s: range.to_s })
  return pieces
}

export function alignDown(at_s: number, step_s: number): number {
  return Math.floor(at_s / step_s) * step_s
}

export function alignUp(at_s: number, step_s: number): number {
  return Math.ceil(at_s / step_s) * step_s
}
