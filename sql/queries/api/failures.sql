-- Calls that failed in a short range, by what failed and how.
-- in: from, to, account, role ('' for any)   out: a row a target, operation and error, the most frequent first, at most 200
-- The caller's own mistakes (business errors) are told, too: they are failures to whoever debugs.
-- Repeats: each attempt once. Bounded by what failed in the range (docs/adr/0027-failed-attempts.md).
SELECT
  toString(operation) AS operation,
  toString(outcome) AS outcome,
  toString(error_type) AS error_type,
  toString(target_account) AS target_account,
  toString(role) AS role,
  count() AS calls,
  uniqExact(principal) AS principals,
  max(time) AS last_at,
  argMax(correlation_id, time) AS correlation_id
FROM failed_attempts FINAL
WHERE kind = 'action'
  AND time >= {from:DateTime}
  AND time < {to:DateTime}
  AND outcome NOT IN ('success', 'unknown')
  AND phase != 'request'
  AND ({account:String} = '' OR source_account = {account:String} OR target_account = {account:String})
  AND ({role:String} = '' OR role = {role:String})
GROUP BY operation, outcome, error_type, target_account, role
ORDER BY calls DESC, last_at DESC
LIMIT 200
SETTINGS do_not_merge_across_partitions_select_final = 1
