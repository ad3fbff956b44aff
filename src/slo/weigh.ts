/** Weighs what an evaluation holds against one alert: does it say that the alert should fire, and in which words? */
import type { Alert } from './alerts.ts'
import { burnRate } from './budget.ts'
import type { SloDefinition } from './definition.ts'
import { formatDuration } from './duration.ts'
import type { SloStatus } from './status.ts'
import type { AppliedPolicy } from './windows.ts'
import { countInWords, objectiveInWords, rateInWords, shareInWords, spanInWords } from './wording.ts'

/** What an evaluation of an SLO, or of one of its links, holds. */
export interface Evidence {
  readonly status: SloStatus
  /** Of the period. */
  readonly good: number
  readonly total: number
  readonly ratio: number | null
  /** By window, as Prometheus writes it: `5m`, `1h`. */
  readonly windows: Readonly<Record<string, WindowEvidence>>
  readonly budget: { readonly allowed: number; readonly consumed: number }
  readonly input: { readonly complete: boolean; readonly waiting: readonly string[] }
}

interface WindowEvidence {
  readonly good: number
  readonly total: number
  /** Not there where nothing was excluded. */
  readonly excluded?: number
}

export interface Weighed {
  /** `unsure`: the long window still says yes, and nothing came in the short one to say that it is over. */
  readonly verdict: 'fires' | 'quiet' | 'unsure' | 'unknown'
  /** A sentence without its full stop. Made when asked for: replays weigh a million times and read few of them. */
  readonly reason: () => string
}

export type WeighedSlo = Pick<SloDefinition, 'objective' | 'window'>

export function weigh(alert: Alert, slo: WeighedSlo, evidence: Evidence): Weighed {
  switch (alert.cause) {
    case 'burn':
      return weighRates(alert.policy, slo, evidence, burnSentence)
    case 'limit':
      return weighRates(alert.policy, slo, evidence, limitSentence)
    case 'first_bad':
      return weighFirstBad(alert.policy, evidence)
    case 'budget':
      return weighBudget(alert.minimum_bad, evidence)
    case 'level':
      return weighLevel(slo, evidence)
    case 'allowance_used':
    case 'allowance_exceeded':
      return weighCount(alert.cause === 'allowance_used' ? slo.objective : slo.objective + 1, slo, evidence)
  }
}

interface Window {
  readonly seconds: number
  readonly good: number
  readonly total: number
  readonly bad: number
  readonly burn: number
}

interface Rates {
  readonly long: Window
  /** Null where nothing came in it. */
  readonly short: Window | null
  readonly factor: number
  readonly objective: number
}

/** Both windows over the factor, and enough bad events in the long one. */
function weighRates(
  { long_s, short_s, factor, minimum_bad }: AppliedPolicy,
  { objective }: WeighedSlo,
  { windows }: Evidence,
  sentence: (rates: Rates) => string,
): Weighed {
  const read = (seconds: number): Window | null => {
    const { good, total } = windows[formatDuration(seconds)] ?? { good: 0, total: 0 }
    const burn = burnRate({ objective, good, total })
    return burn === null ? null : { seconds, good, total, bad: total - good, burn }
  }
  const long = read(long_s)
  if (long === null) return { verdict: 'unknown', reason: () => `nothing to judge in ${spanInWords(long_s)}` }
  const short = read(short_s)
  const told = () => sentence({ long, short, factor, objective })
  if (long.burn <= factor) return { verdict: 'quiet', reason: told }
  if (long.bad < minimum_bad) {
    return { verdict: 'quiet', reason: () => `${told()}; fewer than ${minimum_bad} bad ones never alert` }
  }
  if (short === null && (windows[formatDuration(short_s)]?.excluded ?? 0) > 0) {
    return {
      verdict: 'quiet',
      reason: () => `${told()}; all that came in ${spanInWords(short_s)} is excluded`,
    }
  }
  if (short === null) {
    return {
      verdict: 'unsure',
      reason: () => `${told()}; nothing came in ${spanInWords(short_s)} to judge by`,
    }
  }
  return { verdict: short.burn > factor ? 'fires' : 'quiet', reason: told }
}

function burnSentence({ long, short, factor }: Rates): string {
  const recent =
    short === null ? '' : ` and ${rateInWords(short.burn)} times over ${spanInWords(short.seconds)}`
  const pace = long.burn > factor ? 'times too fast' : 'times the even rate'
  return `burns ${rateInWords(long.burn)} ${pace} over ${spanInWords(long.seconds)}${recent}: ${badOf(long)}; allowed ${rateInWords(factor)}`
}

function limitSentence({ long, short, objective }: Rates): string {
  const recent =
    short === null ? '' : ` and ${shareInWords(short.good / short.total)} over ${spanInWords(short.seconds)}`
  return `${shareInWords(long.good / long.total)} were good over ${spanInWords(long.seconds)}${recent}: ${badOf(long)}; ${objectiveInWords(objective)} should be good`
}

function badOf({ bad, total }: { bad: number; total: number }): string {
  return `${countInWords(bad)} of ${countInWords(total)} bad`
}

/** At 100 % there is no rate: a bad event in the long window is one too many. */
function weighFirstBad({ long_s }: AppliedPolicy, { windows }: Evidence): Weighed {
  const { good, total } = windows[formatDuration(long_s)] ?? { good: 0, total: 0 }
  const span = spanInWords(long_s)
  if (total === 0) return { verdict: 'unknown', reason: () => `nothing to judge in ${span}` }
  const reason = () => `${badOf({ bad: total - good, total })} over ${span}; none allowed`
  return { verdict: total > good ? 'fires' : 'quiet', reason }
}

function weighBudget(minimum_bad: number, { total, budget: { allowed, consumed } }: Evidence): Weighed {
  if (total === 0) return { verdict: 'unknown', reason: () => 'nothing to judge in the whole period' }
  const reason = () =>
    `${badOf({ bad: consumed, total })} in the period; the budget allows ${countInWords(allowed)}`
  if (consumed === 0 || consumed < allowed) return { verdict: 'quiet', reason }
  if (consumed >= minimum_bad) return { verdict: 'fires', reason }
  return { verdict: 'quiet', reason: () => `${reason()}; fewer than ${minimum_bad} bad ones never alert` }
}

function weighLevel({ objective }: WeighedSlo, { good, total, ratio }: Evidence): Weighed {
  if (ratio === null) return { verdict: 'unknown', reason: () => 'nothing was checked in the period' }
  const reason = () =>
    `${countInWords(good)} of ${countInWords(total)} are good at the newest check; ${objectiveInWords(objective)} should be`
  return { verdict: ratio < objective ? 'fires' : 'quiet', reason }
}

function weighCount(
  from: number,
  { objective, window }: WeighedSlo,
  { status, budget: { consumed } }: Evidence,
): Weighed {
  const period = window.type === 'calendar' ? `a ${window.unit}` : spanInWords(window.seconds)
  if (status === 'no_data')
    return { verdict: 'unknown', reason: () => `nothing that would tell was heard in ${period}` }
  const reason = () =>
    `${countInWords(consumed)} in the worst account; ${countInWords(objective)} allowed in ${period}`
  return { verdict: consumed >= from ? 'fires' : 'quiet', reason }
}
