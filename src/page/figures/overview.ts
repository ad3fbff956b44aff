/** The figures of the overview, and of links. */
import { facts } from './facts.ts'

export const overviewFigures = facts({
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
  open_tokens: {
    definition:
      'Tokens that were issued through a link, whose time is not over and which nobody revoked. A chain is a token made with another token.',
    query:
      'SELECT source_account, role, target_account, tokens_outstanding, chain_depth\nFROM links\nWHERE tokens_outstanding > 0\nORDER BY tokens_outstanding DESC\nLIMIT 50',
    kinds: ['token_issuance', 'revocation'],
  },
  link_tokens: {
    definition:
      'Tokens issued through this link in the last twelve hours, which is as long as a token tells who acts with it. Ids only: secrets are never stored.',
    query:
      "SELECT time, token_id, principal, broker, ttl_s\nFROM token_issuances\nWHERE outcome = 'success'\n  AND time > now() - INTERVAL 12 HOUR\nORDER BY time DESC\nLIMIT 200",
    kinds: ['token_issuance'],
  },
  link_permissions: {
    definition:
      'What was granted, as the life cycle of the link last told, beside the operations that succeeded through it in 90 days.',
    query:
      'SELECT source_account, role, target_account, permissions_granted, operations_used, granted_unused, used_not_granted\nFROM links\nWHERE notEmpty(used_not_granted) OR notEmpty(granted_unused)\nLIMIT 50',
    kinds: ['link_lifecycle', 'action'],
  },
  link_standing: {
    definition:
      'The value of each objective over the events of this link alone, and what of its budget is left.',
    query:
      'SELECT slo, source_account, role, target_account, good, total, ratio, budget_remaining_ratio\nFROM slo_link_standing\nORDER BY budget_remaining_ratio\nLIMIT 50',
    kinds: [],
  },
})
