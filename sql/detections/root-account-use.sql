-- The root user of an account did something, which only emergencies call for.
-- in: from, to (UTC, half-open)   out: the detection contract, one row for each account
-- Told by calls of root, and by what CloudTrail and GuardDuty find of it. A service that acts for root is no finding.
-- Which actions may be meant is asked of the table first, by their key: the view costs much for each row that it reads.
-- Repeats: the views hold each event once. Late rows: what lies before `from` is past.
SELECT
  target_account AS subject,
  max(seen_at) AS at,
  concat(
    'Root of account ', target_account, ' was used: ', toString(sum(is_call)), ' calls and ', toString(sum(NOT is_call)),
    ' findings, last ', argMax(what, seen_at), '.'
  ) AS summary,
  target_account,
  argMax(who, seen_at) AS principal
FROM (
  SELECT toString(target_account) AS target_account, time AS seen_at, true AS is_call, toString(operation) AS what, toString(principal) AS who
  FROM counted_actions(slo = '', from = {from:DateTime}, to = {to:DateTime})
  WHERE NOT is_excluded AND principal LIKE 'arn:%:iam::%:root' AND source_ip NOT LIKE '%.amazonaws.com'
    AND (target_account, event_id) IN (
      SELECT target_account, event_id
      FROM raw_actions
      WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3) AND principal LIKE 'arn:%:iam::%:root'
    )
  UNION ALL
  SELECT toString(target_account), time, false, toString(finding_type), toString(principal)
  FROM counted_findings(slo = '', from = {from:DateTime}, to = {to:DateTime})
  WHERE NOT is_excluded AND NOT sample AND status = 'open'
    AND (finding_type = 'root_activity' OR finding_type LIKE '%RootCredentialUsage%')
)
WHERE target_account != ''
GROUP BY target_account
