-- Requests for tokens that failed in the range, by role and error type.
SELECT source_account, role, target_account, error_type, count() AS attempts, max(issued.time) AS newest
FROM failed_attempts AS issued FINAL
WHERE kind = 'token_issuance'
  AND issued.time >= $__fromTime AND issued.time <= $__toTime
  AND outcome NOT IN ('success', 'unknown')
  AND ${account:sqlstring} IN ('*', source_account, target_account)
  AND ${role:sqlstring} IN ('*', role)
GROUP BY source_account, role, target_account, error_type
ORDER BY attempts DESC
LIMIT 100
