-- F6: an operation that succeeded on a role on which it never had before.
-- in: from, to (UTC, half-open)   out: the detection contract, one row for each role and operation
-- Known is what succeeded more than a day before `from`; a role is judged once it has been known for seven days.
-- What is new is asked of the traits that inserts keep of roles; of actions only those that show it are read, since there
-- may be millions and the view costs much for each. It is asked once, as a value: a subquery would be planned wherever it
-- stands.
-- Repeats: counted_actions holds each action once. Late rows: one told later makes known what it shows.
WITH
  operations AS (
    SELECT target_account, role, value AS operation, min(first_at) AS first_seen, max(last_at) AS last_seen
    FROM link_traits
    WHERE trait = 'operation'
    GROUP BY target_account, role, value
  ),
  (
    SELECT groupArray((toString(target_account), toString(role), operation))
    FROM operations
    WHERE last_seen >= {from:DateTime} AND first_seen >= {from:DateTime} - INTERVAL 1 DAY
      AND (target_account, role) IN (
        SELECT target_account, role FROM operations WHERE first_seen < {from:DateTime} - INTERVAL 7 DAY
      )
  ) AS suspects,
  used AS (
    SELECT
      toString(any(source_account)) AS source_account,
      toString(target_account) AS target_account,
      toString(role) AS role,
      toString(operation) AS operation,
      toString(argMax(principal, time)) AS principal,
      max(time) AS seen_at,
      count() AS uses
    FROM counted_actions(slo = '', from = {from:DateTime}, to = {to:DateTime})
    WHERE cross_account AND NOT is_excluded AND role != '' AND operation != '' AND outcome = 'success'
      AND (target_account, event_id) IN (
        SELECT target_account, event_id
        FROM raw_actions
        WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3)
          AND target_account IN (SELECT arrayJoin(suspects).1)
          AND (target_account, role, toString(operation)) IN (SELECT arrayJoin(suspects))
      )
    GROUP BY target_account, role, operation
  ),
  known AS (
    SELECT toString(target_account) AS target_account, toString(role) AS role, count() AS operations_known
    FROM operations
    WHERE first_seen < {from:DateTime} - INTERVAL 1 DAY AND target_account IN (SELECT arrayJoin(suspects).1)
    GROUP BY target_account, role
  )
SELECT
  concat(target_account, '/', role, ' ', operation) AS subject,
  seen_at AS at,
  concat(
    operation, ' succeeded ', toString(uses), ' times with role ', role, ' in ', target_account,
    ', which never used it before (', toString(operations_known), ' operations known).'
  ) AS summary,
  source_account,
  target_account,
  role,
  principal,
  operation
FROM used
JOIN known ON used.target_account = known.target_account AND used.role = known.role
