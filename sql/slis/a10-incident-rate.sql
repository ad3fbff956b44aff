-- A10: how many severe incidents were opened?
-- in: from, to (UTC minutes, half-open), slo   out: the SLI contract; good is 0, total counts sev1 and sev2
-- An incident is all that is told of one incident_id in an account within 60 days of its first event: the severity
-- told last is its own, so one graded up counts and one graded down does not. It counts in the minute of opened_at as
-- last told, or of its first event where none is told or one over 30 days before that event or a day after it.
-- What is told earlier than 61 days before or later than 90 days after a minute never changes it.
-- Repeats: counted_incidents holds each event once. Late events: lookback and lookahead cover that.
WITH
  events AS (
    SELECT
      target_account,
      incident_id,
      arraySort(groupArray((time, status = 'resolved', event_id, severity, opened_at, is_excluded))) AS told
    FROM counted_incidents(
      slo = {slo:String},
      from = {from:DateTime} - INTERVAL 61 DAY,
      to = {to:DateTime} + INTERVAL 90 DAY
    )
    GROUP BY target_account, incident_id
  ),
  incidents AS (
    SELECT
      target_account,
      first.1 AS first_told_at,
      first.6 AS is_excluded,
      arrayFilter(e -> e.1 >= first.1 AND e.1 <= first.1 + INTERVAL 60 DAY, told) AS steps,
      steps[-1].4 AS severity,
      arrayFilter(e -> e.5 IS NOT NULL, steps)[-1].5 AS told_opened_at,
      if(
        ifNull(told_opened_at BETWEEN first_told_at - INTERVAL 30 DAY AND first_told_at + INTERVAL 1 DAY, false),
        assumeNotNull(told_opened_at),
        first_told_at
      ) AS opened_at
    FROM events
    ARRAY JOIN arrayFilter(
      (e, i) -> i = 1 OR e.1 > told[i - 1].1 + INTERVAL 60 DAY, told, arrayEnumerate(told)
    ) AS first
  )
SELECT
  toStartOfMinute(opened_at) AS minute,
  '' AS source_account,
  target_account,
  '' AS role,
  toUInt64(0) AS good,
  countIf(NOT is_excluded AND severity IN ('sev1', 'sev2')) AS total,
  countIf(is_excluded AND severity IN ('sev1', 'sev2')) AS excluded,
  toUInt64(0) AS excluded_good,
  countIf(is_excluded AND severity IN ('sev1', 'sev2')) AS excluded_total,
  map(
    'sev1', countIf(NOT is_excluded AND severity = 'sev1'),
    'sev2', countIf(NOT is_excluded AND severity = 'sev2'),
    'sev3', countIf(NOT is_excluded AND severity = 'sev3'),
    'sev4', countIf(NOT is_excluded AND severity = 'sev4')
  ) AS breakdown
FROM incidents
WHERE opened_at >= {from:DateTime} AND opened_at < {to:DateTime}
GROUP BY minute, target_account
