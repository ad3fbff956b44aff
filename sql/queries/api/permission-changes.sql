-- How permissions changed in a range, the latest first: policies, and what links were granted.
-- in: from, to, account, role ('' for any)   out: a row a change, at most 200
-- Repeats: permission_history holds each change once. Reads changes and life cycles only: they are few.
SELECT
  time,
  kind,
  event_id,
  source_account,
  role,
  target_account,
  actor,
  change_type,
  policy,
  planned,
  added,
  removed,
  diff
FROM permission_history
WHERE time >= {from:DateTime}
  AND time < {to:DateTime}
  AND ({account:String} = '' OR source_account = {account:String} OR target_account = {account:String})
  AND ({role:String} = '' OR role = {role:String})
ORDER BY time DESC
LIMIT 200
