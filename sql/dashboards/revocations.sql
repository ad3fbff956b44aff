-- Revocations of the range and what became of them, the newest first.
SELECT time, severity, scope, source_account, role, target_account, outcome, effective_after_s, requested_by, reason
FROM revocation_outcomes
WHERE time >= $__fromTime AND time <= $__toTime
  AND ${account:sqlstring} IN ('*', source_account, target_account)
  AND ${role:sqlstring} IN ('*', role)
ORDER BY time DESC
LIMIT 100
