/**
 * Which rows of the link tiers make up a window: pure arithmetic on half-open ranges of Unix seconds.
 * Whole days come from the day tier, whole hours at the edges from the hour tier, minutes from the minute tier, which
 * is kept for a few days: an edge more than two days old is moved back to its full hour.
 */
import { alignDown, alignUp, DAY_S, HOUR_S, type Range } from './ranges.ts'

/** Links by the minute are kept for four days: up to three, an hour's minutes are surely all there. */
export const LINK_MINUTES_S = 3 * DAY_S

export interface LinkSpans {
  readonly days: Range
  /** Two of each, before and after what is coarser; either may be empty. */
  readonly hours: readonly [Range, Range]
  readonly minutes: readonly [Range, Range]
  /** The hour before the window's end. */
  readonly last_hour: Range
  /** Where the last hour is read. */
  readonly last_hour_tier: 'minute' | 'hour'
}

/** Edges of windows older than this are moved back to their full hour. */
export const MINUTES_KEPT_S = 2 * DAY_S

/** @param rolled_s hours that end at or before it are rolled up, and days that end before its day */
export function linkSpans(
  window: Range,
  { rolled_s, now_s }: { rolled_s: number; now_s: number },
): LinkSpans {
  const isOld = (at_s: number) => at_s < now_s - MINUTES_KEPT_S
  const [from_s, to_s] = [window.from_s, window.to_s].map((at_s) =>
    isOld(at_s) ? alignDown(at_s, HOUR_S) : at_s,
  ) as [number, number]
  const [hours, minutes] = split({ from_s, to_s }, HOUR_S, rolled_s)
  const [days, edges] = split(hours, DAY_S, alignDown(rolled_s, DAY_S))
  return {
    days,
    hours: edges,
    minutes,
    last_hour: { from_s: to_s - HOUR_S, to_s },
    last_hour_tier: isOld(window.to_s) ? 'hour' : 'minute',
  }
}

/** The whole steps inside a range, up to a limit, and what is left of it before and after them. */
export function split(range: Range, step_s: number, limit_s: number): [Range, [Range, Range]] {
  const from_s = alignUp(range.from_s, step_s)
  const to_s = Math.min(alignDown(range.to_s, step_s), limit_s)
  const end = { from_s: range.to_s, to_s: range.to_s }
  if (from_s >= to_s) return [end, [range, end]]
  return [
    { from_s, to_s },
    [
      { from_s: range.from_s, to_s: from_s },
      { from_s: to_s, to_s: range.to_s },
    ],
  ]
}
