-- Policies that were changed in the hour before the range ends.
SELECT time, target_account AS account, role, actor, change_type, policy, planned
FROM policy_changes
WHERE time >= $__toTime - INTERVAL 1 HOUR AND time <= $__toTime
  AND ${account:sqlstring} IN ('*', target_account)
  AND ${role:sqlstring} IN ('*', role)
ORDER BY time DESC
LIMIT 100
