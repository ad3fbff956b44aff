/** The alerts of an SLO as Prometheus' rules: one for each cause and severity, so that several policies give one page. */
import { type Alert, alertsOf, type Severity } from '../alerts.ts'
import type { SloDefinition } from '../definition.ts'
import type { AlertingRule, Places } from './rule-files.ts'
import { budgetLeft, exhaustion, summaries, worstLink } from './texts.ts'

/** What each cause is called. A name says what is wrong, not how it was found: windows and factors may change. */
const alertNames: Readonly<Record<Alert['cause'], string>> = {
  burn: 'SloBudgetBurns',
  limit: 'SloLimitBroken',
  first_bad: 'SloObjectiveBroken',
  budget: 'SloBudgetSpent',
  level: 'SloLevelBroken',
  allowance_used: 'SloAllowanceUsed',
  allowance_exceeded: 'SloAllowanceExceeded',
}

/** Longer than a restart or a lost scrape takes. What is decided needs no other patience. */
const KEEP_FIRING_FOR = '5m'

export function alertingRules(slo: SloDefinition, places: Places): AlertingRule[] {
  const alerts = alertsOf(slo)
  const kinds = new Map(alerts.map((alert) => [`${alert.cause} ${alert.severity}`, alert]))
  return [...kinds.values()].map(({ cause, severity }) => {
    const together = alerts.filter((alert) => alert.cause === cause && alert.severity === severity)
    return {
      alert: alertNames[cause],
      expr: `max by (slo) (linkmeter_alert_firing{slo="${slo.name}",severity="${severity}",alert=~"${together
        .map(({ name }) => name)
        .toSorted()
        .join('|')}"}) == 1`,
      keep_firing_for: KEEP_FIRING_FOR,
      labels: labelsOf(slo, severity),
      annotations: annotationsOf(slo, together, places),
    }
  })
}

/** `tier` says what an alert is about, and never changes: what silences what is written by it. */
function labelsOf({ name, owner, team, service }: SloDefinition, severity: Severity) {
  return { slo: name, severity, tier: 'slo', owner, team, service }
}

function annotationsOf(slo: SloDefinition, alerts: readonly Alert[], places: Places) {
  return {
    summary: summaries(slo, alerts),
    description: slo.description,
    // At 100 % there is no budget: the summary says how many there were.
    ...(slo.kind === 'ratio' && slo.objective < 1
      ? { budget_left: budgetLeft(slo), exhaustion: exhaustion(slo) }
      : {}),
    // Of counts and levels no link has a budget of its own.
    ...(slo.kind === 'ratio' ? { worst_link: worstLink(slo) } : {}),
    ...linksToFollow(slo, places),
  }
}

/** What alerts of an SLO, and of its links, lead to. */
export function linksToFollow(slo: SloDefinition, { dashboards, documents }: Places) {
  return {
    dashboard_url: `${dashboards}/d/linkmeter-slo?var-slo=${slo.name}`,
    runbook_url: /^https?:/.test(slo.runbook) ? slo.runbook : `${documents}${slo.runbook}`,
  }
}
