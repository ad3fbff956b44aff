-- What became of the revocations of a short range, judged as M4 judges them.
-- in: from, to, account, role ('' for any)   out: a row each, the latest first, at most 200
-- Repeats: each revocation once.
SELECT
  time,
  revocation_id,
  scope,
  severity,
  token_id,
  source_account,
  role,
  target_account,
  requested_by,
  reason,
  outcome,
  in_time,
  effective_after_s,
  last_success_after_s
FROM counted_revocation_outcomes(slo = 'm04-time-to-revoke', from = {from:DateTime}, to = {to:DateTime})
WHERE ({account:String} = '' OR source_account = {account:String} OR target_account = {account:String})
  AND ({role:String} = '' OR role = {role:String})
ORDER BY time DESC
LIMIT 200
