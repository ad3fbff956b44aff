-- An account's audit trail was stopped or deleted, or its digests no longer come while those of others do.
-- in: from, to (UTC, half-open)   out: the detection contract, one row for each account and cause
-- Silent: no digest for two and a half hours before the newest digest of any account; where none comes of any,
-- the input is silent, which has an alert of its own. A trail that said retired is not expected.
-- Which actions may be meant is asked of the table first, by their key: the view costs much for each row that it reads.
-- A silent trail of an account that is excluded now is left out. Repeats: the views hold each event once.
SELECT
  concat(target_account, ' ', region, ' ', cause) AS subject,
  max(seen_at) AS at,
  argMax(sentence, seen_at) AS summary,
  target_account,
  argMax(who, seen_at) AS principal,
  argMax(where_it_is, seen_at) AS resource
FROM (
  SELECT
    toString(target_account) AS target_account, '' AS region, 'call' AS cause, time AS seen_at, toString(principal) AS who,
    concat('audit trail of ', target_account) AS where_it_is,
    concat('The audit trail of account ', target_account, ' was stopped or deleted (', finding_type, ') by ',
      if(principal = '', 'an unnamed principal', principal), '.') AS sentence
  FROM counted_findings(slo = '', from = {from:DateTime}, to = {to:DateTime})
  WHERE NOT is_excluded AND NOT sample
    AND (finding_type IN ('audit_trail_stopped', 'audit_trail_deleted') OR finding_type LIKE 'Stealth:%CloudTrailLoggingDisabled')
  UNION ALL
  SELECT
    toString(target_account), '', 'call', time, toString(principal),
    concat('audit trail of ', target_account),
    concat('The audit trail of account ', target_account, ' was stopped or deleted (', operation, ') by ',
      if(principal = '', 'an unnamed principal', principal), '.')
  FROM counted_actions(slo = '', from = {from:DateTime}, to = {to:DateTime})
  WHERE NOT is_excluded AND outcome = 'success' AND operation IN ('cloudtrail:StopLogging', 'cloudtrail:DeleteTrail')
    AND (target_account, event_id) IN (
      SELECT target_account, event_id
      FROM raw_actions
      WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3)
        AND operation IN ('cloudtrail:StopLogging', 'cloudtrail:DeleteTrail')
    )
  UNION ALL
  SELECT
    target_account, region, 'silent', toDateTime64({to:DateTime}, 3), '',
    concat('audit trail of ', target_account, ' in ', region),
    concat('No digest of the audit trail of account ', target_account, ' in ', region, ' has come for ',
      toString(dateDiff('minute', last.1, newest)), ' min before the newest digest of any account.')
  FROM (
    SELECT
      toString(target_account) AS target_account, toString(region) AS region,
      max((time, retired)) AS last,
      max(max(time)) OVER () AS newest
    FROM counted_trail_manifests(slo = '', from = {from:DateTime}, to = {to:DateTime})
    GROUP BY target_account, region
  )
  WHERE NOT last.2 AND last.1 < newest - INTERVAL 150 MINUTE
    AND target_account NOT IN (
      SELECT account FROM counted_exclusions(slo = '', from = {to:DateTime} - INTERVAL 1 SECOND, to = {to:DateTime})
    )
)
GROUP BY target_account, region, cause
