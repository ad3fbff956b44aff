-- What waits in each token broker, the most of each interval: requests, and audit records.
SELECT
  $__timeInterval(sampled.time) AS at,
  broker,
  max(queue_depth) AS requests,
  max(audit_queue_depth) AS audit_records
FROM broker_samples AS sampled
WHERE sampled.time >= $__fromTime AND sampled.time <= $__toTime
GROUP BY at, broker
ORDER BY at
