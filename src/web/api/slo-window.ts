/** The period of an SLO as people write it. */
import type { SloDefinition } from '../../slo/definition.ts'
import { formatDuration } from '../../slo/duration.ts'

/** `30d`, or `month`. */
export function windowText(window: SloDefinition['window']): string {
  return window.type === 'rolling' ? formatDuration(window.seconds) : window.unit
}
