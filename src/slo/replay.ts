/** Decides an SLO's alerts moment by moment, as the service would have: when each would have fired and resolved. */
import { type Alert, alertsOf, type Severity } from './alerts.ts'
import { decide, type LastDecision } from './decide.ts'
import type { SloDefinition } from './definition.ts'
import type { Evidence } from './weigh.ts'
import { periodSeconds } from './windows.ts'

/** One stretch in which an alert fires. Times in Unix seconds. */
export interface Firing {
  readonly slo: string
  readonly alert: string
  readonly severity: Severity
  readonly fired_s: number
  /** Null: it fires at the end of the replay. */
  readonly resolved_s: number | null
  /** As of when it began. */
  readonly reason: string
  /** How far before it fired the bad events may lie that made it fire. */
  readonly reach_s: number
}

export function replay(
  slo: SloDefinition,
  evidenceAt: (at_s: number) => Evidence,
  moments: Moments,
): Firing[] {
  const reaches = new Map(alertsOf(slo).map((alert) => [alert.name, reachOf(alert, slo)]))
  const last = new Map<string, LastDecision>()
  const open = new Map<string, Firing>()
  const firings: Firing[] = []
  for (let at_s = moments.from_s; at_s <= moments.to_s; at_s += moments.step_s) {
    for (const decision of decide(slo, evidenceAt(at_s), last, at_s * 1000)) {
      const { alert, severity, firing, since_ms } = decision
      const begun = open.get(alert)
      last.set(alert, { firing, since_ms })
      if (firing && begun === undefined) {
        const { reason } = decision
        const reach_s = reaches.get(alert) ?? 0
        open.set(alert, { slo: slo.name, alert, severity, fired_s: at_s, resolved_s: null, reason, reach_s })
      }
      if (!firing && begun !== undefined) {
        open.delete(alert)
        firings.push({ ...begun, resolved_s: at_s })
      }
    }
  }
  return [...firings, ...open.values()].toSorted((one, other) => one.fired_s - other.fired_s)
}

/** The first and the last moment decided, and how far apart they are. */
export interface Moments {
  readonly from_s: number
  readonly to_s: number
  readonly step_s: number
}

/** A budget looks back over its period; a count or level changes with the event that changes it. */
function reachOf(alert: Alert, { maturity_s, grain_s, window }: SloDefinition): number {
  const late_s = maturity_s + 2 * grain_s
  if (alert.cause === 'budget') return late_s + periodSeconds(window)
  return late_s + ('policy' in alert ? alert.policy.long_s : 0)
}
