-- A principal is denied far more often than it was: 20 denials of one kind within 15 minutes at least, and five times
-- the even rate of the hours before.
-- in: from, to (UTC, half-open)   out: the detection contract, one row for each account, principal and error type
-- Of the time before only principals that are denied now are read. Each attempt once: what two sources tell of is
-- counted by the first. Excluded attempts do not count now; in the time before they do no harm.
-- Read from what failed, which inserts keep apart: of actions only those that were denied so often go through the view,
-- since there may be millions and it costs much for each.
WITH
  recent AS (
    SELECT target_account, principal, error_type, count() AS denials, max(time) AS seen_at, any(role) AS role, any(source_account) AS source_account
    FROM (
      SELECT toString(target_account) AS target_account, toString(principal) AS principal, toString(error_type) AS error_type,
        time, toString(role) AS role, toString(source_account) AS source_account
      FROM counted_actions(slo = '', from = {to:DateTime} - INTERVAL 15 MINUTE, to = {to:DateTime})
      WHERE NOT is_excluded AND outcome = 'auth_error' AND (target_account, event_id) IN (
        SELECT target_account, arrayJoin(ids)
        FROM (
          SELECT target_account, groupUniqArrayIf(event_id, kind = 'action') AS ids
          FROM failed_attempts
          WHERE outcome = 'auth_error'
            AND time >= {to:DateTime} - INTERVAL 15 MINUTE AND time < toDateTime64({to:DateTime}, 3)
          GROUP BY target_account, principal, error_type
          HAVING count() >= 20
        )
      )
      UNION ALL
      SELECT toString(target_account), toString(principal), toString(error_type), time, toString(role), toString(source_account)
      FROM counted_token_issuances(slo = '', from = {to:DateTime} - INTERVAL 15 MINUTE, to = {to:DateTime})
      WHERE NOT is_excluded AND outcome = 'auth_error'
    )
    GROUP BY target_account, principal, error_type
    HAVING denials >= 20
  ),
  usual AS (
    SELECT
      toString(target_account) AS target_account,
      toString(principal) AS principal,
      toString(error_type) AS error_type,
      count() AS denials
    FROM failed_attempts FINAL
    WHERE time >= {from:DateTime} AND time < {to:DateTime} - INTERVAL 15 MINUTE AND outcome = 'auth_error' AND phase != 'request'
    GROUP BY target_account, principal, error_type
  )
SELECT
  concat(target_account, ' ', principal, ' ', error_type) AS subject,
  seen_at AS at,
  concat(
    if(principal = '', 'An unnamed principal', principal), ' was denied ', toString(recent.denials), ' times in 15 min in account ',
    target_account, ' (', error_type, '); before, ', toString(round(before, 1)), ' in 15 min.'
  ) AS summary,
  source_account,
  target_account,
  role,
  principal,
  error_type
FROM (
  SELECT
    recent.*,
    ifNull(usual.denials, 0) * 900 / greatest(900, dateDiff('second', {from:DateTime}, {to:DateTime}) - 900) AS before
  FROM recent
  LEFT JOIN usual USING (target_account, principal, error_type)
) AS recent
WHERE denials > 5 * before
