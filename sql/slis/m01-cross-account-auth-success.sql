-- M1: did exchanges across accounts succeed in the end?
-- in: from, to (UTC minutes, half-open), slo   out: the SLI contract
-- An exchange is all attempts of one request_id within 1 h of the first, for one target account.
-- It counts in the minute of its first attempt and for that attempt's link; bad until a success arrives.
-- An attempt that follows another of its request by less than an hour never starts an exchange of its own,
-- so what a minute counts depends only on the hour before and the hour after it.
-- Repeats: counted_token_issuances holds each attempt once. Late rows: lookback and lookahead cover both hours.
WITH
  attempts AS (
    SELECT
      target_account,
      if(request_id = '', event_id, request_id) AS exchange,
      arraySort(
        groupArray((time, event_id, outcome, error_type, source_account, role, cross_account, is_excluded))
      ) AS told
    FROM counted_token_issuances(
      slo = {slo:String},
      from = {from:DateTime} - INTERVAL 1 HOUR,
      to = {to:DateTime} + INTERVAL 1 HOUR
    )
    GROUP BY target_account, exchange
    HAVING max(time) >= {from:DateTime}
  ),
  exchanges AS (
    SELECT
      target_account,
      first.1 AS started_at,
      first.5 AS source_account,
      first.6 AS role,
      first.8 AS excluded,
      arrayFilter(a -> a.1 >= first.1 AND a.1 <= first.1 + INTERVAL 1 HOUR, told) AS tries,
      arrayExists(a -> a.3 = 'success', tries) AS succeeded,
      arrayExists(a -> a.3 != 'unknown', tries) AS judgeable,
      judgeable AND NOT first.8 AS judged,
      arrayMap(a -> if(a.4 = '', a.3, a.4), arrayFilter(a -> a.3 NOT IN ('success', 'unknown'), tries)) AS errors
    FROM attempts
    ARRAY JOIN arrayFilter(
      (a, i) -> i = 1 OR a.1 > told[i - 1].1 + INTERVAL 1 HOUR, told, arrayEnumerate(told)
    ) AS first
    WHERE first.7 AND first.1 >= {from:DateTime} AND first.1 < {to:DateTime}
  )
SELECT
  toStartOfMinute(started_at) AS minute,
  source_account,
  target_account,
  role,
  countIf(judged AND succeeded) AS good,
  countIf(judged) AS total,
  countIf(exchanges.excluded) AS excluded,
  countIf(exchanges.excluded AND judgeable AND succeeded) AS excluded_good,
  countIf(exchanges.excluded AND judgeable) AS excluded_total,
  sumMap(
    if(
      judged,
      mapAdd(map('attempts', toUInt64(length(tries))), CAST((errors, arrayMap(e -> toUInt64(1), errors)), 'Map(String, UInt64)')),
      map()
    )
  ) AS breakdown
FROM exchanges
GROUP BY minute, source_account, target_account, role
