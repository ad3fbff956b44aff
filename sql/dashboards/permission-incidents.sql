-- Unplanned changes of the range after which somebody is denied what worked before (M8).
SELECT changed_at, target_account AS account, role, actor, policy, change_type, principals, operations, denials
FROM permission_incidents
WHERE changed_at >= $__fromTime AND changed_at <= $__toTime
  AND NOT is_excluded
  AND ${account:sqlstring} IN ('*', target_account)
  AND ${role:sqlstring} IN ('*', role)
ORDER BY changed_at DESC
