/** The figures that are no SLO's: what each means, and a query that gives it. An SLO's own page tells the same of it. */

interface FigureFacts {
  readonly definition: string
  readonly query: string
  /** The kinds of events it is made of. */
  readonly kinds: readonly string[]
}

function facts<Name extends string>(entries: Readonly<Record<Name, FigureFacts>>) {
  return entries
}

export const figures = facts({
  active_links: {
    definition:
      'Links that are declared active or in use. A link is a source account, a role and a target account that lets it in.',
    query:
      'SELECT state, count() AS links, countIf(last_used > now() - INTERVAL 30 DAY) AS used\nFROM links\nGROUP BY state\nORDER BY links DESC',
    kinds: ['link_lifecycle', 'token_issuance', 'action'],
  },
  link_risk: {
    definition:
      'Each link has points for what is risky about it (no owner, no consent, unused, in use though not granted …), 0 to 100 in all. Shown is the mean of the links in force; risky are those with 30 or more.',
    query:
      'SELECT source_account, role, target_account, risk_score, risk_parts\nFROM links\nORDER BY risk_score DESC\nLIMIT 50',
    kinds: ['link_lifecycle', 'token_issuance', 'action', 'account'],
  },
  incidents: {
    definition:
      'Incidents opened in the last 30 days, each once. Critical: severity sev1 or sev2. Cross-account: caused from another account.',
    query:
      'SELECT incident_id, severity, target_account, min(opened_at) AS opened, max(resolved_at) AS resolved\nFROM incidents\nGROUP BY incident_id, severity, target_account\nORDER BY opened DESC\nLIMIT 50',
    kinds: ['incident'],
  },
  spend: {
    definition:
      'Cost of the last 30 billed days, by account, and the part of it that came from operations through links.',
    query:
      'SELECT target_account, currency, sum(amount) AS spent, sumIf(amount, linked) AS through_links\nFROM cost_samples\nWHERE day > today() - 30\nGROUP BY target_account, currency\nORDER BY spent DESC',
    kinds: ['cost_sample'],
  },
  findings: {
    definition:
      'Findings that are open, each once, as last told. Critical: severity 9 or more. High: 7 or more. Samples are left out.',
    query:
      "SELECT finding_id, argMax(severity, updated_at) AS severity, argMax(status, updated_at) AS status\nFROM findings\nWHERE NOT sample\nGROUP BY finding_id\nHAVING status = 'open'\nORDER BY severity DESC",
    kinds: ['finding'],
  },
  compliance: {
    definition: 'The share of compliance checks, each resource and rule at its latest, that are compliant.',
    query:
      'SELECT rule, argMax(status, time) AS latest, max(time) AS checked\nFROM compliance_checks\nGROUP BY rule, target_account\nORDER BY latest, rule\nLIMIT 200',
    kinds: ['compliance_check'],
  },
})

export type FigureName = keyof typeof figures
