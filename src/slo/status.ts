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
