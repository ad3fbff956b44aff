/**
 * Records what linkmeter exports under the names that Sloth's dashboards read. Nothing is computed anew but what is
 * one subtraction away.
 * @see https://sloth.dev/introduction/architecture/
 */
import type { SloDefinition } from '../definition.ts'
import { formatDuration } from '../duration.ts'
import { allowedShare, withoutNoise } from '../noise.ts'
import { alertWindows, periodSeconds } from '../windows.ts'
import type { RecordingRule } from './rule-files.ts'

/** None of a count: it has no share of errors. */
export function recordingRules(slo: SloDefinition): RecordingRule[] {
  if (slo.kind === 'count') return []
  const { name, objective, service } = slo
  const labels = { sloth_id: `${service}-${name}`, sloth_service: service, sloth_slo: name }
  const record = (to: string, expr: string, more = {}): RecordingRule => ({
    record: to,
    expr,
    labels: { ...labels, ...more },
  })
  // Several replicas say the same: one of them is enough.
  const of = (metric: string, matchers = '') => `max(${metric}{slo="${name}"${matchers}})`
  const period_s = periodSeconds(slo.window)
  const period = formatDuration(period_s)
  const windows = alertWindows(slo).map((window) => window.name)
  const [shortest] = windows
  const errors = [
    ...windows.map((window) => [window, window] as const),
    [period, slo.window.type === 'rolling' ? period : slo.window.unit] as const,
  ]
  return [
    ...errors.map(([window, exported]) =>
      record(
        `slo:sli_error:ratio_rate${window}`,
        `1 - ${of('linkmeter_sli_ratio', `,window="${exported}"`)}`,
        { sloth_window: window },
      ),
    ),
    record('slo:objective:ratio', `vector(${objective})`),
    record('slo:error_budget:ratio', `vector(${allowedShare(objective)})`),
    record('slo:time_period:days', `vector(${withoutNoise(period_s / 86_400)})`),
    ...(shortest === undefined
      ? []
      : [record('slo:current_burn_rate:ratio', of('linkmeter_slo_burn_rate', `,window="${shortest}"`))]),
    record('slo:period_burn_rate:ratio', `1 - ${of('linkmeter_slo_error_budget_remaining_ratio')}`),
    record('slo:period_error_budget_remaining:ratio', of('linkmeter_slo_error_budget_remaining_ratio')),
    record('sloth_slo_info', 'vector(1)', {
      sloth_mode: 'linkmeter',
      sloth_spec: 'openslo/v1',
      sloth_objective: String(withoutNoise(objective * 100)),
    }),
  ]
}
