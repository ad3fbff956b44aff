-- Actions that failed, by error type.
SELECT $__timeInterval(acted.time) AS at, if(error_type = '', outcome, error_type) AS error, count() AS actions
FROM failed_attempts AS acted FINAL
WHERE kind = 'action'
  AND acted.time >= $__fromTime AND acted.time <= $__toTime
  AND outcome NOT IN ('success', 'unknown')
  AND ${account:sqlstring} IN ('*', source_account, target_account)
  AND ${role:sqlstring} IN ('*', role)
GROUP BY at, error
ORDER BY at
