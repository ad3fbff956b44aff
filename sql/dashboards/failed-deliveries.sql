-- Deliveries of logs that failed in the range, the newest first.
SELECT time, target_account AS account, region, log_type, object_key, outcome
FROM log_deliveries
WHERE time >= $__fromTime AND time <= $__toTime
  AND outcome NOT IN ('success', 'unknown')
  AND ${account:sqlstring} IN ('*', target_account)
ORDER BY time DESC
LIMIT 100
