-- Log files that were not delivered in a range: their last attempt failed.
-- in: from, to, account ('' for any), most   out: up to `most` rows, a file each, the latest first
-- Repeats: log_deliveries holds each attempt once.
SELECT
  object_key,
  any(toString(log_type)) AS log_type,
  any(toString(target_account)) AS account,
  count() AS attempts,
  max(log_deliveries.time) AS last_at,
  argMax(toString(outcome), (log_deliveries.time, event_id)) AS last_outcome
FROM log_deliveries
WHERE time >= {from:DateTime}
  AND time < {to:DateTime}
  AND ({account:String} = '' OR target_account = {account:String})
GROUP BY object_key
HAVING last_outcome != 'success'
  AND countIf(outcome = 'success') = 0
ORDER BY last_at DESC
LIMIT {most:UInt32}
