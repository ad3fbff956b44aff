-- Exchanges of tokens that failed in a short range, AssumeRole among them, by mechanism, broker and error.
-- in: from, to, account, role ('' for any)   out: a row each, the most frequent first, at most 200
-- Repeats: each attempt once. Bounded by what failed in the range (docs/adr/0027-failed-attempts.md).
SELECT
  toString(mechanism) AS mechanism,
  toString(broker) AS broker,
  toString(outcome) AS outcome,
  toString(error_type) AS error_type,
  toString(source_account) AS source_account,
  toString(role) AS role,
  toString(target_account) AS target_account,
  count() AS attempts,
  max(time) AS last_at,
  argMax(correlation_id, time) AS correlation_id
FROM failed_attempts FINAL
WHERE kind = 'token_issuance'
  AND time >= {from:DateTime}
  AND time < {to:DateTime}
  AND outcome NOT IN ('success', 'unknown')
  AND phase != 'request'
  AND ({account:String} = '' OR source_account = {account:String} OR target_account = {account:String})
  AND ({role:String} = '' OR role = {role:String})
GROUP BY mechanism, broker, outcome, error_type, source_account, role, target_account
ORDER BY attempts DESC, last_at DESC
LIMIT 200
SETTINGS do_not_merge_across_partitions_select_final = 1
