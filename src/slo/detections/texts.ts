/** The labels and texts of a detection's alert: labels route, group and tell alerts apart; texts are for people. */
import { usualPlaces } from '../rules/rule-files.ts'
import type { Detection, Sighting } from './definition.ts'

/** Whose an account is, as its inventory says. */
export interface AccountOwner {
  readonly owner: string
  readonly team: string
  readonly criticality: string
}

/** Beside alertname and severity. What is not known is left out. */
export function detectionLabels(
  detection: Pick<Detection, 'name' | 'owner' | 'team'>,
  { labels }: Sighting,
  account?: AccountOwner,
): Record<string, string> {
  const all = {
    ...labels,
    detection: detection.name,
    owner: detection.owner,
    team: detection.team,
    tier: 'detection',
    account_owner: account?.owner ?? '',
    account_team: account?.team ?? '',
    account_criticality: account?.criticality ?? '',
  }
  return Object.fromEntries(Object.entries(all).filter(([, text]) => text !== ''))
}

export function detectionAnnotations(
  detection: Pick<Detection, 'title' | 'description' | 'runbook'>,
  { summary, labels }: Sighting,
): Record<string, string> {
  const account = labels['target_account'] ?? ''
  const dashboard = `${usualPlaces.dashboards}/d/linkmeter-account`
  return {
    summary: `${detection.title}: ${summary}`,
    description: detection.description,
    runbook_url: /^https?:/.test(detection.runbook)
      ? detection.runbook
      : `${usualPlaces.documents}${detection.runbook}`,
    dashboard_url: account === '' ? dashboard : `${dashboard}?var-account=${encodeURIComponent(account)}`,
  }
}
