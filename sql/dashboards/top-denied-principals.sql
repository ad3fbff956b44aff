-- Who was denied most, and why.
SELECT principal, error_type, count() AS attempts, max(denied.time) AS newest, topK(3)(target_account) AS targets
FROM denied_attempts AS denied
WHERE denied.time >= $__fromTime AND denied.time <= $__toTime
  AND ${account:sqlstring} IN ('*', source_account, target_account)
  AND ${role:sqlstring} IN ('*', role)
GROUP BY principal, error_type
ORDER BY attempts DESC
LIMIT 20
