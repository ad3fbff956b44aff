/** Which windows an SLO's alerts look at, how fast a burn is too fast, and where a period begins. */
import type { AlertPolicy, SloDefinition, SloWindow } from './definition.ts'
import { formatDuration } from './duration.ts'
import { allowedShare, withoutNoise } from './noise.ts'

/** The period that thresholds are written for, and that a calendar month counts as: 30 days. */
export const NOMINAL_PERIOD_S = 2_592_000

export interface AlertWindow {
  /** As Prometheus writes it: `5m`, `1h`, `3d`. */
  readonly name: string
  readonly seconds: number
}

/** A policy with the factor it has for one SLO. */
export interface AppliedPolicy extends AlertPolicy {
  readonly factor: number
}

/** Every window that the SLO's alerts need, each once, shortest first. Counts and levels do not burn: they have none. */
export function alertWindows(slo: PolicyInputs): AlertWindow[] {
  const seconds = new Set(appliedPolicies(slo).flatMap(({ long_s, short_s }) => [long_s, short_s]))
  return [...seconds]
    .toSorted((one, other) => one - other)
    .map((s) => ({ name: formatDuration(s), seconds: s }))
}

export type PolicyInputs = Pick<SloDefinition, 'kind' | 'objective' | 'window' | 'policies' | 'grain_s'>

/**
 * The policies that can tell something about this SLO. Left out are those whose factor no error rate reaches
 * (all events bad burn at 1 / (1 − objective)), whose short window is shorter than the grain of the results,
 * and whose long window is longer than the period. At 100 % nothing is left out for its factor:
 * there the windows only say where the first bad event is looked for.
 */
export function appliedPolicies(slo: PolicyInputs): AppliedPolicy[] {
  if (slo.kind !== 'ratio') return []
  const period_s = periodSeconds(slo.window)
  const fastest =
    slo.objective === 1 ? Number.POSITIVE_INFINITY : withoutNoise(1 / allowedShare(slo.objective))
  return slo.policies
    .map((policy) => ({ ...policy, factor: burnFactor(policy, period_s) }))
    .filter(({ factor, short_s, long_s }) => factor < fastest && short_s >= slo.grain_s && long_s <= period_s)
}

/**
 * How many times faster than evenly the budget may burn: budget share × period / long window, so 2 % in an
 * hour is 14.4 for 30 days and 13.44 for 28. A policy without a share has the same factor for every period.
 * @see https://sre.google/workbook/alerting-on-slos/
 */
export function burnFactor(
  policy: Pick<AlertPolicy, 'budget_share' | 'long_s' | 'threshold'>,
  period_s: number,
): number {
  if (policy.budget_share === null) return policy.threshold
  return withoutNoise((policy.budget_share * period_s) / policy.long_s)
}

/** The length of a period; a calendar month counts as 30 days. */
export function periodSeconds(window: SloWindow): number {
  return window.type === 'rolling' ? window.seconds : NOMINAL_PERIOD_S
}

/** The period that ends at `to_ms`, half-open: a whole rolling window, or the month so far in its time zone. */
export function periodBounds(window: SloWindow, to_ms: number): { from_ms: number; to_ms: number } {
  if (window.type === 'rolling') return { from_ms: to_ms - window.seconds * 1000, to_ms }
  return { from_ms: startOfMonth(to_ms - 1, window.timeZone), to_ms }
}

function startOfMonth(at_ms: number, timeZone: string): number {
  const local = new Date(at_ms + zoneOffset(at_ms, timeZone))
  const midnight = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), 1)
  // The offset of the first guess may be that of the other side of a clock change; the second is right.
  const guess = midnight - zoneOffset(midnight, timeZone)
  return midnight - zoneOffset(guess, timeZone)
}

/** What to add to UTC for the wall clock of the zone at a moment, in ms. */
function zoneOffset(at_ms: number, timeZone: string): number {
  const whole_s = Math.floor(at_ms / 1000) * 1000
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(whole_s)
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value)
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) - whole_s
}
