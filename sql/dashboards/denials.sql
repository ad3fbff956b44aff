-- Denials by the minute and error type.
SELECT toStartOfMinute(denied.time) AS minute, error_type, count() AS attempts
FROM denied_attempts AS denied
WHERE denied.time >= $__fromTime AND denied.time <= $__toTime
  AND ${account:sqlstring} IN ('*', source_account, target_account)
  AND ${role:sqlstring} IN ('*', role)
GROUP BY minute, error_type
ORDER BY minute
