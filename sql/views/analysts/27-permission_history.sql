-- How permissions changed: policies of accounts and roles, and what links were granted.
-- out: one row a change
-- A decision log names its policy with every decision, so one change is told again and again under one event_id:
-- it stands once, when first told. What a link's step added and removed is held against the step before.
-- Repeats: each event once. Late data: sorted by the events' own time.
CREATE OR REPLACE VIEW permission_history{{on_cluster}} AS
SELECT
  min(policy_changes.time) AS time,
  'policy_change' AS kind,
  event_id,
  toString(any(policy_changes.source_account)) AS source_account,
  toString(any(policy_changes.role)) AS role,
  toString(any(policy_changes.target_account)) AS target_account,
  toString(any(if(policy_changes.actor = '', policy_changes.principal, policy_changes.actor))) AS actor,
  toString(any(policy_changes.change_type)) AS change_type,
  any(policy_changes.policy) AS policy,
  toNullable(any(policy_changes.planned)) AS planned,
  CAST([], 'Array(String)') AS added,
  CAST([], 'Array(String)') AS removed,
  any(policy_changes.diff) AS diff
FROM policy_changes
GROUP BY event_id
UNION ALL
SELECT
  time,
  'link_lifecycle',
  event_id,
  source_account,
  role,
  target_account,
  principal,
  transition,
  '',
  NULL,
  arrayFilter(p -> NOT has(before, p), permissions),
  arrayFilter(p -> NOT has(permissions, p), before),
  ''
FROM (
  SELECT
    time,
    event_id,
    toString(source_account) AS source_account,
    toString(role) AS role,
    toString(target_account) AS target_account,
    toString(principal) AS principal,
    toString(transition) AS transition,
    permissions,
    lagInFrame(permissions) OVER (
      PARTITION BY source_account, role, target_account
      ORDER BY time, event_id
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS before
  FROM link_lifecycles
  WHERE notEmpty(permissions) OR transition = 'permissions_changed'
)
WHERE permissions != before;
