/** What the view for on-call counts and lists. */
import { facts } from './facts.ts'

export const onCallFigures = facts({
  firing: {
    definition:
      'Alerts of objectives whose last decision is to fire, and those that are frozen: an input is behind or silent, so that nothing lets them end.',
    query:
      "SELECT slo, alert, severity, argMax(state, decided_at) AS last_state, argMax(firing, decided_at) AS fires,\n  argMax(since, decided_at) AS since_when, argMax(reason, decided_at) AS why\nFROM slo_alerts\nGROUP BY slo, alert, severity\nHAVING fires OR last_state = 'frozen'\nORDER BY since_when DESC",
    kinds: [],
  },
  raised: {
    definition: 'Alerts about one link, principal or broker: links that burn their budget, and detections.',
    query:
      'SELECT alert, subject, argMax(severity, decided_at) AS how, argMax(firing, decided_at) AS fires,\n  argMax(since, decided_at) AS since_when, argMax(reason, decided_at) AS why\nFROM raised_alerts\nGROUP BY origin, alert, subject\nHAVING fires\nORDER BY since_when DESC\nLIMIT 200',
    kinds: [],
  },
  open_incidents: {
    definition: 'Incidents that were opened and not resolved, as last told.',
    query:
      "SELECT incident_id, argMax(severity, time) AS severity, argMax(status, time) AS last_status, min(opened_at) AS opened\nFROM incidents\nGROUP BY incident_id\nHAVING last_status != 'resolved'\nORDER BY opened DESC",
    kinds: ['incident'],
  },
  denials: {
    definition:
      'Attempts that were denied in the last hour: exchanges of tokens and actions that ended in an auth_error. The halves of a call that a log writes apart count once.',
    query:
      'SELECT principal, error_type, source_account, role, target_account, operation, count() AS attempts, max(denied_attempts.time) AS last_at\nFROM denied_attempts\nWHERE denied_attempts.time > now() - INTERVAL 1 HOUR\nGROUP BY ALL\nORDER BY last_at DESC\nLIMIT 200',
    kinds: ['token_issuance', 'action'],
  },
  revocations: {
    definition:
      'Revocations of the last day, judged as M4 judges them: effective when the last use is over and attempts are denied, or when nothing was used any more.',
    query:
      'SELECT time, scope, severity, source_account, role, target_account, outcome, effective_after_s, successes_after\nFROM revocation_outcomes\nWHERE time > now() - INTERVAL 1 DAY\nORDER BY time DESC\nLIMIT 200',
    kinds: ['revocation', 'token_issuance', 'action'],
  },
  admin_events: {
    definition: 'Changes of policies, steps in the lives of links, and exclusions, in the last hour.',
    query:
      'SELECT time, actor, change_type, policy, planned, role, target_account\nFROM policy_changes\nWHERE time > now() - INTERVAL 1 HOUR\nORDER BY time DESC\nLIMIT 200',
    kinds: ['policy_change', 'link_lifecycle'],
  },
  failed_deployments: {
    definition: 'Deployments of the last day whose last outcome is neither success nor unknown.',
    query:
      "SELECT deploy_id, argMax(outcome, time) AS last_outcome, any(environment) AS environment, max(deployments.time) AS ended_at\nFROM deployments\nWHERE time > now() - INTERVAL 1 DAY\nGROUP BY deploy_id\nHAVING last_outcome NOT IN ('success', 'unknown')\nORDER BY ended_at DESC",
    kinds: ['deployment'],
  },
})
