/** How much of an error budget is spent, how fast it burns, and when it is gone. */
import { allowedShare, withoutNoise } from './noise.ts'

export interface Counted {
  readonly objective: number
  readonly good: number
  readonly total: number
}

export interface ErrorBudget {
  /** Bad events that the objective allows among those of the window. */
  readonly allowed: number
  /** Bad events there were. */
  readonly consumed: number
  /** 1 unspent, 0 spent, below 0 overspent; null without events, since nothing is known. */
  readonly remaining_ratio: number | null
}

/**
 * The budget of a ratio objective over the events of its window.
 * An objective of 100 % allows nothing: its remaining ratio is 1 without a bad event, else minus their number.
 */
export function errorBudget({ objective, good, total }: Counted): ErrorBudget {
  const consumed = total - good
  const allowed = withoutNoise(total * allowedShare(objective))
  if (total === 0) return { allowed, consumed, remaining_ratio: null }
  if (allowed === 0) return { allowed, consumed, remaining_ratio: consumed === 0 ? 1 : -consumed }
  return { allowed, consumed, remaining_ratio: withoutNoise(1 - consumed / allowed) }
}

/** The budget of a count objective: allowance 1 with 2 so far leaves −1. */
export function countBudget({ allowance, count }: { allowance: number; count: number }) {
  return { allowed: allowance, consumed: count, remaining_count: allowance - count }
}

/**
 * The share of bad events over the share that is allowed: 1 spends the budget exactly over its window.
 * Null without events, and for an objective of 100 %, which has no budget to burn.
 */
export function burnRate({ objective, good, total }: Counted): number | null {
  if (total === 0 || objective === 1) return null
  return withoutNoise((total - good) / total / allowedShare(objective))
}

const ONE_HOUR_MS = 3_600_000

/**
 * When the budget will be spent if bad events go on as in the last hour, in ms since 1970.
 * Null when it is spent already (`exhaustedAt` says since when), when nothing burns, or beyond one period.
 */
export function exhaustsAt(burning: {
  readonly now_ms: number
  readonly allowed: number
  readonly consumed: number
  /** Bad events of the last hour. */
  readonly bad_per_hour: number
  readonly period_s: number
}): number | null {
  const { now_ms, allowed, consumed, bad_per_hour, period_s } = burning
  const remaining = allowed - consumed
  if (remaining <= 0 || bad_per_hour <= 0) return null
  const left_ms = (remaining / bad_per_hour) * ONE_HOUR_MS
  return left_ms > period_s * 1000 ? null : Math.round(now_ms + left_ms)
}

/** Bad events of one step (minute or hour) that begins at `minute_ms`. */
export interface BadStep {
  readonly minute_ms: number
  readonly bad: number
}

/**
 * When the window's bad events reached what the window allows: the beginning of that step; null when they did not.
 * `allowed` is that of the whole window, so the moment is told as it is known now. Steps are sorted by time.
 */
export function exhaustedAt(steps: readonly BadStep[], allowed: number): number | null {
  let consumed = 0
  for (const { minute_ms, bad } of steps) {
    consumed += bad
    if (consumed > 0 && consumed >= allowed) return minute_ms
  }
  return null
}
