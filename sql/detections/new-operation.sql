-- F6: an operation that succeeded on a role on which it never had before.
-- in: from, to (UTC, half-open)   out: the detection contract, one row for each role and operation
-- Known is what succeeded more than a day before `from`; a role is judged once it has been known for seven days.
-- Repeats: counted_actions holds each action once. Late rows: one told later makes known what it shows.
WITH
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
    GROUP BY target_account, role, operation
  ),
  known AS (
    SELECT
      target_account,
      role,
      groupArrayIf(value, first_seen < {from:DateTime} - INTERVAL 1 DAY) AS operations,
      min(first_seen) AS known_since
    FROM (
      SELECT toString(target_account) AS target_account, toString(role) AS role, value, min(first_at) AS first_seen
      FROM link_traits
      WHERE trait = 'operation'
        AND (target_account, role) IN (
          SELECT target_account, role
          FROM raw_actions
          WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3)
        )
      GROUP BY target_account, role, value
    )
    GROUP BY target_account, role
  )
SELECT
  concat(target_account, '/', role, ' ', operation) AS subject,
  seen_at AS at,
  concat(
    operation, ' succeeded ', toString(uses), ' times with role ', role, ' in ', target_account,
    ', which never used it before (', toString(length(operations)), ' operations known).'
  ) AS summary,
  source_account,
  target_account,
  role,
  principal,
  operation
FROM used
JOIN known ON used.target_account = known.target_account AND used.role = known.role
WHERE known_since < {from:DateTime} - INTERVAL 7 DAY AND NOT has(operations, operation)
