/**
 * The grain that is under way is left alone until it is over: no window reaches into it, and until then each run would
 * compute it and all that its events reach once more. Pure.
 */
import { alignDown, MINUTE_S, type Range, withoutHoles } from './ranges.ts'

/** A minute that inserts touched, and when they did last, in Unix seconds. */
interface Mark {
  readonly minute_s: number
  readonly marked_s: number
}

/** Marks of minutes from here on are asked for however long ago they were made: those of the minute under way waited. */
export function waitingFrom(since_s: number): number {
  return alignDown(since_s, MINUTE_S)
}

/**
 * Whether a run looks at a mark: it is new, or was left because its minute was under way, and that is over now. What a
 * clock ahead told of was looked at when it was new, unless its minute had begun by then.
 */
export function isDue(
  { minute_s, marked_s }: Mark,
  { since_s, now_s }: { since_s: number; now_s: number },
): boolean {
  const present_s = alignDown(now_s, MINUTE_S)
  if (minute_s === present_s) return false
  return marked_s > since_s || (minute_s < present_s && minute_s + MINUTE_S > since_s)
}

/** The grains that ended since the last run; null when none did. */
export function endedSince(since_s: number, now_s: number, grain_s: number): Range | null {
  const ended = { from_s: alignDown(since_s, grain_s), to_s: alignDown(now_s, grain_s) }
  return ended.from_s < ended.to_s ? ended : null
}

export interface Present {
  readonly now_s: number
  /** The newest event there is: where a clock is ahead, after now. */
  readonly newest_s: number
  readonly grain_s: number
}

/** Beyond it nothing is computed: where the grain under way begins, or where the newest event of a clock ahead lies. */
export function horizonOf({ now_s, newest_s, grain_s }: Present): number {
  const from_s = alignDown(now_s, grain_s)
  return newest_s < from_s + grain_s ? from_s : alignDown(newest_s, MINUTE_S) + MINUTE_S
}

/**
 * Leaves out the grain that is under way. What a clock ahead has told of goes beyond it: that is computed at once, since
 * nothing may be told of it again.
 */
export function withoutUnderWay(ranges: readonly Range[], present: Present): Range[] {
  const from_s = alignDown(present.now_s, present.grain_s)
  return withoutHoles(ranges, [
    { from_s, to_s: from_s + present.grain_s },
    { from_s: horizonOf(present), to_s: Number.POSITIVE_INFINITY },
  ])
}
