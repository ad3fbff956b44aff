-- A7: how many checked resources are as their infrastructure code says?
-- in: from, to (UTC hours, half-open), slo   out: the SLI contract, as a level
-- Each hour in which anything was checked gives every account's whole level at its end: a resource (account, stack,
-- resource) at its latest known status of the 30 days before. A failed run, unknown and not_checked are no known
-- status: the one before stands. Breakdown: failed_runs (resources whose latest run failed) and never_checked
-- (resources without any known status). A resource whose deciding check is excluded is excluded.
-- A report holds from its hour to that of the next one of its resource, or for 30 days: counted as +1 and −1 in the
-- hours in which that begins and ends, and summed up, so the cost is by reports and not by hours times resources.
-- Repeats: counted_drift_reports holds each report once. Late reports: lookahead covers the 30 days.
WITH
  30 * 24 + 1 AS holds_h,
  reports AS (
    SELECT
      toStartOfHour(time) AS hour,
      target_account AS account,
      stack,
      resource,
      time,
      event_id,
      run_ok AND status IN ('in_sync', 'drifted') AS known,
      status = 'in_sync' AS in_sync,
      NOT run_ok AS failed,
      is_excluded
    FROM counted_drift_reports(
      slo = {slo:String},
      from = {from:DateTime} - INTERVAL 30 DAY,
      to = {to:DateTime}
    )
  ),
  holding AS (
    SELECT
      *,
      hour + toIntervalHour(holds_h) AS expires,
      leadInFrame(hour, 1, expires) OVER (
        PARTITION BY account, stack, resource, known
        ORDER BY time, event_id
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) AS next_known,
      leadInFrame(hour, 1, expires) OVER (
        PARTITION BY account, stack, resource
        ORDER BY time, event_id
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) AS next_any
    FROM reports
  ),
  changes AS (
    SELECT
      account,
      change.1 AS changed_at,
      sum(change.2 * (known AND NOT is_excluded AND in_sync)) AS good,
      sum(change.2 * (known AND NOT is_excluded)) AS total,
      sum(change.2 * (known AND is_excluded AND in_sync)) AS excluded_good,
      sum(change.2 * (known AND is_excluded)) AS excluded_total,
      sum(change.3 * failed) AS failed_runs,
      sum(change.3) AS seen
    FROM holding
    ARRAY JOIN [
      (hour, 1, 1),
      (least(next_known, expires), -1, 0),
      (least(next_any, expires), 0, -1)
    ] AS change
    GROUP BY account, changed_at
  ),
  checked_hours AS (
    SELECT DISTINCT hour
    FROM reports
    WHERE hour >= {from:DateTime}
  ),
  moments AS (
    SELECT account, changed_at AS hour, good, total, excluded_good, excluded_total, failed_runs, seen, 0 AS is_asked
    FROM changes
    UNION ALL
    SELECT account, hour, 0, 0, 0, 0, 0, 0, 1
    FROM (SELECT DISTINCT account FROM reports) AS accounts
    CROSS JOIN checked_hours
  ),
  levels AS (
    SELECT
      account,
      hour,
      is_asked,
      sum(good) OVER level AS good,
      sum(total) OVER level AS total,
      sum(excluded_good) OVER level AS excluded_good,
      sum(excluded_total) OVER level AS excluded_total,
      sum(failed_runs) OVER level AS failed_runs,
      sum(seen) OVER level AS seen
    FROM moments
    WINDOW level AS (PARTITION BY account ORDER BY hour, is_asked ROWS UNBOUNDED PRECEDING)
  )
SELECT
  hour AS minute,
  '' AS source_account,
  account AS target_account,
  '' AS role,
  toUInt64(levels.good) AS good,
  toUInt64(levels.total) AS total,
  toUInt64(levels.excluded_total) AS excluded,
  toUInt64(levels.excluded_good) AS excluded_good,
  toUInt64(levels.excluded_total) AS excluded_total,
  map(
    'failed_runs', toUInt64(failed_runs),
    'never_checked', toUInt64(seen - levels.total - levels.excluded_total)
  ) AS breakdown
FROM levels
WHERE is_asked AND seen > 0
