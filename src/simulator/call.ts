/** How a single call went: an attempt to get a token, or an action. Failures of the plan change these. */
import type { Outcome } from './native-event.ts'
import type { Random } from './random.ts'
import type { Rates } from './rates.ts'

export interface CallResult {
  readonly outcome: Outcome
  /** Empty where nothing failed or nobody knows. */
  readonly error_type: string
  /** Null when not measured. */
  readonly latency_ms: number | null
}

/** The probability of each outcome but success. */
type Troubles = readonly (readonly [Outcome, number])[]

/** Laid out once, since every call draws from it. */
export function troublesOf(rates: Rates): Readonly<Record<'attempt' | 'action', Troubles>> {
  return {
    attempt: [
      ['throttled', rates.attempt_throttled],
      ['service_error', rates.attempt_service_error],
      ['auth_error', rates.attempt_auth_error],
      ['business_error', rates.attempt_business_error],
      ['unknown', rates.attempt_unknown],
    ],
    action: [
      ['business_error', rates.action_business_error],
      ['throttled', rates.action_throttled],
      ['service_error', rates.action_service_error],
      ['auth_error', rates.action_auth_error],
      ['unknown', rates.action_unknown],
    ],
  }
}

/** Draws how a call goes when nothing special is broken; its latency lies around the median. */
export function drawResult(
  random: Random,
  troubles: Troubles,
  median_ms: number,
  rates: Pick<Rates, 'latency_unknown' | 'clock_skew'>,
): CallResult {
  const outcome = drawOutcome(random, troubles)
  const error_type = outcome === 'success' ? '' : random.pick(ERROR_TYPES[outcome])
  return { outcome, error_type, latency_ms: drawLatency(random, median_ms, rates) }
}

function drawOutcome(random: Random, troubles: Troubles): Outcome {
  let left = random.unit()
  for (const [outcome, probability] of troubles) {
    if (left < probability) return outcome
    left -= probability
  }
  return 'success'
}

/** Sometimes unknown, sometimes from two clocks that disagree. */
function drawLatency(
  random: Random,
  median_ms: number,
  rates: Pick<Rates, 'latency_unknown' | 'clock_skew'>,
): number | null {
  if (random.chance(rates.latency_unknown)) return null
  if (random.chance(rates.clock_skew)) return skewedLatency(random)
  return Math.round(random.logNormal(median_ms, 0.55))
}

/** Negative, or over an hour; and now and then exactly an hour, which is long but still a duration. */
export function skewedLatency(random: Random): number {
  return random.pick([-random.whole(1, 5_000), 3_600_000 + random.whole(1, 400_000), 3_600_000])
}

const ERROR_TYPES = {
  success: [''],
  auth_error: ['access_denied', 'access_denied', 'invalid_client', 'mfa_required'],
  business_error: ['not_found', 'conflict', 'invalid_request'],
  throttled: ['rate_exceeded'],
  service_error: ['timeout', 'internal_error', 'unavailable'],
  unknown: [''],
} as const satisfies Record<Outcome, readonly [string, ...string[]]>
