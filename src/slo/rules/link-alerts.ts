/** The alerts of one link of an SLO, as receivers get them: names, labels and texts beside those of the SLO itself. */
import type { Alert, Severity } from '../alerts.ts'
import type { SloDefinition } from '../definition.ts'
import { shareInWords } from '../wording.ts'
import { linksToFollow } from './alerting-rules.ts'
import type { Places } from './rule-files.ts'

/** Those of a window. What holds for a whole period (a budget spent, a level, a count) is the SLO's. */
export const linkAlertNames: Readonly<Partial<Record<Alert['cause'], string>>> = {
  burn: 'LinkBudgetBurns',
  limit: 'LinkLimitBroken',
  first_bad: 'LinkObjectiveBroken',
}

export interface Link {
  readonly source_account: string
  readonly target_account: string
  readonly role: string
}

export interface LinkFacts extends Link {
  readonly budget_remaining_ratio: number | null
  readonly link_owner: string
  readonly link_team: string
}

/** Unique within the alert's name. */
export function linkSubject(slo: string, severity: Severity, link: Link): string {
  const { source_account, role, target_account } = link
  return `${slo} ${severity} ${source_account}/${role}/${target_account}`
}

export function linkLabels(slo: SloDefinition, link: LinkFacts): Record<string, string> {
  const { name, owner, team, service } = slo
  const { source_account, role, target_account, link_owner, link_team } = link
  const declared = { ...(link_owner && { link_owner }), ...(link_team && { link_team }) }
  return { slo: name, tier: 'link', owner, team, service, source_account, role, target_account, ...declared }
}

/** @param reason why, as it was decided: a sentence */
export function linkAnnotations(
  slo: SloDefinition,
  link: LinkFacts,
  reason: string,
  places: Places,
): Record<string, string> {
  const { source_account, role, target_account, budget_remaining_ratio } = link
  return {
    summary: `"${slo.title}", ${source_account} as ${role} in ${target_account}: ${reason}`,
    description: slo.description,
    ...(budget_remaining_ratio === null || slo.objective === 1
      ? {}
      : { budget_left: shareInWords(budget_remaining_ratio) }),
    ...linksToFollow(slo, places),
  }
}
