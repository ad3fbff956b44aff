-- Active access keys that are older than 90 days, or that nobody used for 90 days.
-- in: from, to (UTC, half-open)   out: the detection contract, one row for each key
-- The newest telling of a key holds. A use that is not known is none. Repeats: the view holds each telling once.
SELECT
  concat(target_account, ' ', key_id) AS subject,
  seen_at AS at,
  concat(
    'Access key ', key_id, ' of ', principal, ' in account ', target_account, ' is ',
    if(created_at IS NULL, 'of unknown age', concat(toString(dateDiff('day', assumeNotNull(created_at), {to:DateTime})), ' days old')),
    ' and was last used ',
    if(last_used_at IS NULL, 'never, as far as is known', concat(toString(dateDiff('day', assumeNotNull(last_used_at), {to:DateTime})), ' days ago')), '.'
  ) AS summary,
  target_account,
  principal,
  key_id AS resource
FROM (
  SELECT
    toString(target_account) AS target_account, toString(principal) AS principal, key_id, time AS seen_at, status, created_at, last_used_at
  FROM counted_access_keys(slo = '', from = {from:DateTime}, to = {to:DateTime})
  WHERE NOT is_excluded
  ORDER BY time DESC, event_id DESC
  LIMIT 1 BY target_account, key_id
)
WHERE status = 'active'
  AND (ifNull(created_at < {to:DateTime} - INTERVAL 90 DAY, false) OR ifNull(last_used_at < {to:DateTime} - INTERVAL 90 DAY, false))
