/** The one function that decides which alerts of an SLO fire: for totals, links, explanations and backtests alike. */
import { type AlertInputs, alertsOf, type Severity } from './alerts.ts'
import { type Evidence, weigh } from './weigh.ts'

/**
 * `frozen`: what is known does not say yes, and as an input is behind or silent, or nothing came lately, that is no
 * reason to say no: it stays at its last state. `no_data`: nothing to judge, and nothing to stay at.
 */
type AlertState = 'firing' | 'quiet' | 'frozen' | 'no_data'

export interface Decision {
  /** The name of a policy, or of what the objective itself gives rise to (alerts.ts). */
  readonly alert: string
  readonly severity: Severity
  readonly state: AlertState
  /** Whether people are alerted: in the state `frozen` as before. */
  readonly firing: boolean
  /** Since when it is or is not firing, in ms since 1970. */
  readonly since_ms: number
  /** Why, with numbers and units. */
  readonly reason: string
}

/** What was decided of an alert the last time. */
export type LastDecision = Pick<Decision, 'firing' | 'since_ms'>

/**
 * One decision for each alert of the SLO. An alert may always start to fire; it ends only on evidence.
 * @param last by the alert's name @param at_ms the moment decided for
 */
export function decide(
  slo: AlertInputs,
  evidence: Evidence,
  last: ReadonlyMap<string, LastDecision>,
  at_ms: number,
): Decision[] {
  return alertsOf(slo).map((alert) => {
    const { name, severity } = alert
    const before = last.get(name) ?? null
    const { verdict, reason } = weigh(alert, slo, evidence)
    const state = stateOf(verdict, before, evidence.input.complete)
    const firing = state === 'firing' || (state === 'frozen' && before?.firing === true)
    return {
      alert: name,
      severity,
      state,
      firing,
      since_ms: before !== null && before.firing === firing ? before.since_ms : at_ms,
      get reason() {
        return state === 'frozen' ? frozenReason(reason(), firing, evidence.input.waiting) : `${reason()}.`
      },
    }
  })
}

function stateOf(
  verdict: ReturnType<typeof weigh>['verdict'],
  before: LastDecision | null,
  isComplete: boolean,
): AlertState {
  if (verdict === 'fires') return 'firing'
  if (!isComplete && before !== null) return 'frozen'
  if (verdict === 'unsure') return before?.firing === true ? 'frozen' : 'no_data'
  return verdict === 'unknown' ? 'no_data' : 'quiet'
}

function frozenReason(reason: string, firing: boolean, waiting: readonly string[]): string {
  const why = waiting.length === 0 ? '' : ` (${waiting.join('; ')})`
  return `${reason}; stays ${firing ? 'firing' : 'quiet'} until more is known${why}.`
}
