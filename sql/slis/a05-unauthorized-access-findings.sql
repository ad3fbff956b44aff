-- A5: how many critical findings of unauthorized access were there?
-- in: from, to (UTC minutes, half-open), slo   out: the SLI contract; good is 0, total counts
-- A finding is all that is told of one finding_id in an account within 90 days of its first event: its last update
-- says what it is. One told again after 90 days without a word is another. Counted: severity 9 and above, but no
-- samples and nothing archived. A resolved one has happened, so it counts. It counts in the minute of its first event.
-- What is told earlier than 90 days before or later than 90 days after a minute never changes it.
-- Repeats: counted_findings holds each update once. Late updates: lookback and lookahead cover 90 days either side.
WITH
  updates AS (
    SELECT
      target_account,
      finding_id,
      arraySort(groupArray((time, event_id, coalesce(updated_at, time), severity, status, sample, is_excluded))) AS told
    FROM counted_findings(
      slo = {slo:String},
      from = {from:DateTime} - INTERVAL 90 DAY,
      to = {to:DateTime} + INTERVAL 90 DAY
    )
    GROUP BY target_account, finding_id
    HAVING max(time) >= {from:DateTime}
  ),
  findings AS (
    SELECT
      target_account,
      first.1 AS found_at,
      first.7 AS is_excluded,
      arraySort(
        u -> (u.3, u.1, u.2), arrayFilter(u -> u.1 >= first.1 AND u.1 <= first.1 + INTERVAL 90 DAY, told)
      )[-1] AS last,
      last.4 >= 9 AS critical,
      last.5 AS status,
      last.6 AS sample,
      critical AND NOT sample AND status != 'archived' AS counts
    FROM updates
    ARRAY JOIN arrayFilter(
      (u, i) -> i = 1 OR u.1 > told[i - 1].1 + INTERVAL 90 DAY, told, arrayEnumerate(told)
    ) AS first
    WHERE first.1 >= {from:DateTime} AND first.1 < {to:DateTime}
  )
SELECT
  toStartOfMinute(found_at) AS minute,
  '' AS source_account,
  target_account,
  '' AS role,
  toUInt64(0) AS good,
  countIf(NOT is_excluded AND counts) AS total,
  countIf(is_excluded AND counts) AS excluded,
  toUInt64(0) AS excluded_good,
  countIf(is_excluded AND counts) AS excluded_total,
  map(
    'resolved', countIf(NOT is_excluded AND counts AND status = 'resolved'),
    'archived', countIf(NOT is_excluded AND critical AND NOT sample AND status = 'archived'),
    'samples', countIf(NOT is_excluded AND critical AND sample),
    'below_critical', countIf(NOT is_excluded AND NOT critical)
  ) AS breakdown
FROM findings
GROUP BY minute, target_account
