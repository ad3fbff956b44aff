/** Prometheus' rules for SLOs, as the text of a rule file: recordings to Sloth's names, and alerts on what was decided. */
import { stringify } from 'yaml'
import type { SloDefinition } from '../definition.ts'
import { alertingRules } from './alerting-rules.ts'
import { recordingRules } from './recording-rules.ts'

export interface RecordingRule {
  readonly record: string
  readonly expr: string
  readonly labels: Readonly<Record<string, string>>
}

export interface AlertingRule {
  readonly alert: string
  readonly expr: string
  readonly keep_firing_for: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

/** What stands before links in alerts. */
export interface Places {
  /** Where Grafana is, without a slash at the end. */
  readonly dashboards: string
  /** Before a runbook that is a path; empty: the path stays as it is. */
  readonly documents: string
}

export const usualPlaces: Places = { dashboards: 'http://localhost:3000', documents: '' }

const HEADER = `# Made by \`linkmeter slo rules\` from the SLO documents: change those, not this file.
# The alerts are decided by linkmeter (docs/alerts.md). Prometheus gives them their labels and texts.
`

/** The whole file. The same documents give the same text. */
export function ruleFile(slos: readonly SloDefinition[], places: Places): string {
  const groups = slos.flatMap((slo) => [
    { name: `linkmeter-recordings-${slo.name}`, rules: recordingRules(slo) },
    { name: `linkmeter-alerts-${slo.name}`, rules: alertingRules(slo, places) },
  ])
  return HEADER + stringify({ groups: groups.filter(({ rules }) => rules.length > 0) }, { lineWidth: 0 })
}
