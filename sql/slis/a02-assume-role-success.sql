-- A2: do an account's own calls of AssumeRole succeed, into whatever account?
-- in: from, to (UTC minutes, half-open), slo   out: the SLI contract; per calling account
-- Each call counts, and one that failed for any reason has failed; calls by AWS services are not the account's own.
-- A deployment is all calls of one deploy_id within 6 h of the first; it counts in the minute of that first call,
-- and has failed when its last call did. A call that follows another of its deployment by less than 6 h never
-- starts one, so what a minute counts depends only on the 6 h before and after it, and these are read only where
-- a call of the range belongs to a deployment.
-- Repeats: counted_token_issuances holds each call once. Late rows: lookback and lookahead cover the 6 h.
WITH
  (
    SELECT count() > 0
    FROM counted_token_issuances(slo = {slo:String}, from = {from:DateTime}, to = {to:DateTime})
    WHERE deploy_id != ''
  ) AS deploying,
  calls AS (
    SELECT
      toStartOfMinute(time) AS minute,
      source_account,
      countIf(NOT is_excluded AND outcome = 'success') AS good,
      countIf(NOT is_excluded) AS total,
      countIf(is_excluded) AS excluded,
      countIf(is_excluded AND outcome = 'success') AS excluded_good,
      mapAdd(
        map('token_expired', toUInt64(0), 'deployments', toUInt64(0), 'deployments_failed', toUInt64(0)),
        sumMapIf(
          map(toString(if(error_type = '', outcome, error_type)), toUInt64(1)),
          NOT is_excluded AND outcome != 'success'
        )
      ) AS breakdown
    FROM counted_token_issuances(slo = {slo:String}, from = {from:DateTime}, to = {to:DateTime})
    WHERE startsWith(mechanism, 'assume_role') AND source_account != '' AND outcome != 'unknown'
      AND NOT match(principal, '^[a-z0-9.-]+[.]amazonaws[.]com([.]cn)?$')
    GROUP BY minute, source_account
  ),
  deployments AS (
    SELECT
      first.1 AS started_at,
      source_account,
      arrayLast(c -> c.1 <= first.1 + INTERVAL 6 HOUR, told).3 != 'success' AS failed
    FROM (
      SELECT source_account, arraySort(groupArray((time, event_id, outcome))) AS told
      FROM counted_token_issuances(
        slo = {slo:String},
        from = {from:DateTime} - toIntervalHour(if(deploying, 6, 0)),
        to = {to:DateTime} + toIntervalHour(if(deploying, 6, 0))
      )
      WHERE startsWith(mechanism, 'assume_role') AND source_account != '' AND outcome != 'unknown'
        AND NOT match(principal, '^[a-z0-9.-]+[.]amazonaws[.]com([.]cn)?$')
        AND deploy_id != '' AND NOT is_excluded
      GROUP BY source_account, deploy_id
    )
    ARRAY JOIN arrayFilter(
      (c, i) -> i = 1 OR c.1 > told[i - 1].1 + INTERVAL 6 HOUR, told, arrayEnumerate(told)
    ) AS first
    WHERE first.1 >= {from:DateTime} AND first.1 < {to:DateTime}
  )
SELECT
  minute,
  source_account,
  '' AS target_account,
  '' AS role,
  sum(rows.good) AS good,
  sum(rows.total) AS total,
  sum(rows.excluded) AS excluded,
  sum(rows.excluded_good) AS excluded_good,
  excluded AS excluded_total,
  sumMap(rows.breakdown) AS breakdown
FROM (
  SELECT minute, source_account, good, total, excluded, excluded_good, breakdown FROM calls
  UNION ALL
  SELECT
    toStartOfMinute(started_at) AS minute, source_account, 0 AS good, 0 AS total, 0 AS excluded, 0 AS excluded_good,
    map('deployments', count(), 'deployments_failed', countIf(failed)) AS breakdown
  FROM deployments
  GROUP BY minute, source_account
) AS rows
GROUP BY minute, source_account
