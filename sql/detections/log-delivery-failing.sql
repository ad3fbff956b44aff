-- Log files that were tried and not delivered, half an hour after the last attempt.
-- in: from, to (UTC, half-open)   out: the detection contract, one row for each account and type of log
-- A file whose attempts ended in success is delivered. Repeats: the view holds each attempt once.
SELECT
  concat(target_account, ' ', log_type) AS subject,
  max(tried_at) AS at,
  concat(
    toString(count()), ' files of ', log_type, ' of account ', target_account, ' were not delivered after ', toString(sum(tries)),
    ' attempts, last ', argMax(object_key, tried_at), '.'
  ) AS summary,
  target_account,
  log_type AS resource
FROM (
  SELECT
    toString(target_account) AS target_account, toString(log_type) AS log_type, object_key,
    max(time) AS tried_at, count() AS tries
  FROM counted_log_deliveries(slo = '', from = {from:DateTime}, to = {to:DateTime})
  WHERE NOT is_excluded
  GROUP BY target_account, log_type, object_key
  HAVING countIf(outcome = 'success') = 0 AND countIf(outcome NOT IN ('success', 'unknown')) > 0
    AND tried_at < {to:DateTime} - INTERVAL 30 MINUTE
)
GROUP BY target_account, log_type
