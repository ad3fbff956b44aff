/** Which stretches of time to compute anew when some were touched: pure arithmetic on half-open ranges of Unix seconds. */

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

/** A stretch in which events of a kind came, or are judged otherwise than before. */
export interface Touched extends Range {
  readonly kind: string
}

/**
 * The ranges whose results touched events may change: each from its lookback to its lookahead, but not beyond
 * `horizon_s`, where nothing can have happened yet; aligned to the grain, and merged.
 */
export function rangesToCompute(
  touched: readonly Touched[],
  reach: { before_s: (kind: string) => number; after_s: (kind: string) => number; grain_s: number },
  clock: { now_s: number; horizon_s: number },
): Range[] {
  const ranges = touched.flatMap(({ kind, from_s, to_s }) => {
    const from = from_s - reach.before_s(kind)
    const to = Math.min(to_s + reach.after_s(kind), clock.horizon_s)
    return from < to ? [{ from_s: alignDown(from, reach.grain_s), to_s: alignUp(to, reach.grain_s) }] : []
  })
  return wholeHoursWhereOld(ranges, clock.now_s)
}

/** Ranges that begin some hours ago widened to whole hours: links of old hours are written by the hour, never in parts. */
export function wholeHoursWhereOld(ranges: readonly Range[], now_s: number): Range[] {
  return mergeRanges(
    ranges.map(({ from_s, to_s }) => {
      const step_s = from_s < now_s - BY_MINUTE_WITHIN_S ? HOUR_S : MINUTE_S
      return { from_s: alignDown(from_s, step_s), to_s: alignUp(to_s, step_s) }
    }),
  )
}

/** Overlapping and adjoining ranges as one; sorted. */
export function mergeRanges(ranges: readonly Range[]): Range[] {
  return mergeAcross(ranges, () => false)
}

/** As `mergeRanges`, and one range also where the gap between two may be filled. */
export function mergeAcross(ranges: readonly Range[], mayFill: (gap: Range) => boolean): Range[] {
  const merged: Range[] = []
  for (const range of ranges.toSorted((one, other) => one.from_s - other.from_s)) {
    const last = merged.at(-1)
    const meets =
      last !== undefined && (range.from_s <= last.to_s || mayFill({ from_s: last.to_s, to_s: range.from_s }))
    if (meets) merged[merged.length - 1] = { from_s: last.from_s, to_s: Math.max(last.to_s, range.to_s) }
    else merged.push(range)
  }
  return merged
}

/** From the first of sorted ranges to the last; null where there is none. */
export function spanOf(ranges: readonly Range[]): Range | null {
  const [first, last] = [ranges.at(0), ranges.at(-1)]
  return first === undefined || last === undefined ? null : { from_s: first.from_s, to_s: last.to_s }
}

/** What the ranges cover and the holes do not. */
export function withoutHoles(ranges: readonly Range[], holes: readonly Range[]): Range[] {
  let left = mergeRanges(ranges)
  for (const hole of holes) {
    left = left.flatMap((range) =>
      [splitAt(range, hole.from_s).before, splitAt(range, hole.to_s).after].filter((part) => part !== null),
    )
  }
  return left
}

/** What two lists of ranges both cover. */
export function commonRanges(ones: readonly Range[], others: readonly Range[]): Range[] {
  return mergeRanges(
    ones.flatMap((one) =>
      others
        .map((other) => ({
          from_s: Math.max(one.from_s, other.from_s),
          to_s: Math.min(one.to_s, other.to_s),
        }))
        .filter(({ from_s, to_s }) => from_s < to_s),
    ),
  )
}

/** Whether some moment lies in both lists of ranges. */
export function overlap(ones: readonly Range[], others: readonly Range[]): boolean {
  return ones.some((one) => others.some((other) => one.from_s < other.to_s && other.from_s < one.to_s))
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
 * Cuts a range, between steps of whole hours, into pieces of at most `most` events each (a step with more stays
 * whole). `events` tells how many each hour holds.
 */
export function cutByEvents(
  range: Range,
  events: ReadonlyMap<number, number>,
  options: { most: number; step_s: number },
): Range[] {
  const pieces: Range[] = []
  let from_s = range.from_s
  let held = 0
  for (let step = alignDown(range.from_s, options.step_s); step < range.to_s; step += options.step_s) {
    const here = eventsIn({ from_s: step, to_s: step + options.step_s }, events)
    if (held > 0 && held + here > options.most && step > from_s) {
      pieces.push({ from_s, to_s: step })
      from_s = step
      held = 0
    }
    held += here
  }
  pieces.push({ from_s, to_s: range.to_s })
  return pieces
}

/** How many events the hours hold that a range touches. */
export function eventsIn(range: Range, events: ReadonlyMap<number, number>): number {
  let sum = 0
  for (let hour = alignDown(range.from_s, HOUR_S); hour < range.to_s; hour += HOUR_S) {
    sum += events.get(hour) ?? 0
  }
  return sum
}

export function secondsOf(ranges: readonly Range[]): number {
  return ranges.reduce((sum, { from_s, to_s }) => sum + to_s - from_s, 0)
}

export function alignDown(at_s: number, step_s: number): number {
  return Math.floor(at_s / step_s) * step_s
}

export function alignUp(at_s: number, step_s: number): number {
  return Math.ceil(at_s / step_s) * step_s
}
