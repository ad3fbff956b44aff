-- The newest hundred changes of policies and of what links were granted, in the range.
SELECT time, target_account AS account, role, actor, change_type, policy, planned, added, removed, diff
FROM permission_history
WHERE time >= $__fromTime AND time <= $__toTime
  AND ${account:sqlstring} IN ('*', source_account, target_account)
  AND ${role:sqlstring} IN ('*', role)
ORDER BY time DESC
LIMIT 100
