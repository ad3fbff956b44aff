/** One word for how an SLO stands. */

export type SloStatus = 'met' | 'breached' | 'no_data' | 'incomplete'

/**
 * Without events there is no number, whatever the inputs say; with an input behind or silent the number may
 * still change, so it is neither met nor breached. Exactly at the objective is met.
 */
export function sloStatus(measured: {
  readonly total: number
  readonly ratio: number | null
  readonly objective: number
  readonly input_complete: boolean
}): SloStatus {
  const { total, ratio, objective, input_complete } = measured
  if (total === 0 || ratio === null) return 'no_data'
  if (!input_complete) return 'incomplete'
  return ratio >= objective ? 'met' : 'breached'
}

/**
 * The status of a count, by its worst account. A count of nothing is a number only where an input that would have
 * told was heard.
 */
export function countStatus(counted: {
  readonly worst: number
  readonly allowance: number
  readonly heard: boolean
  readonly input_complete: boolean
}): SloStatus {
  const { worst, allowance, heard, input_complete } = counted
  if (worst === 0 && !heard) return 'no_data'
  if (!input_complete) return 'incomplete'
  return worst <= allowance ? 'met' : 'breached'
}

/** How an SLO is shown: what is met and close to being broken shows as at risk. */
export type ShownStatus = SloStatus | 'at_risk'

/** Under a quarter of the budget left, or burning faster than evenly over six hours, while it is still met. */
export function shownStatus(standing: {
  readonly status: SloStatus
  readonly remaining_ratio: number | null
  /** Over 6 h; null where nothing happened, or nothing burns. */
  readonly burn_6h: number | null
}): ShownStatus {
  const { status, remaining_ratio, burn_6h } = standing
  if (status !== 'met') return status
  const isAtRisk = (remaining_ratio ?? 1) < 0.25 || (burn_6h ?? 0) > 1
  return isAtRisk ? 'at_risk' : 'met'
}
