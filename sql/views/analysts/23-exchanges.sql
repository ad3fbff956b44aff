-- Exchanges as M1 judges them: all attempts of one request within an hour of the first, for one target account.
-- out: one row an exchange, across accounts or not
-- Reads every issuance that is kept, unless a target_account is asked for; for a time alone ask token_issuances.
-- Repeats and second tellings: counted_token_issuances holds each attempt once. Late data: as its own time says.
CREATE OR REPLACE VIEW exchanges{{on_cluster}} AS
SELECT
  target_account,
  first.5 AS source_account,
  first.6 AS role,
  first.7 AS principal,
  request_id,
  first.1 AS started_at,
  tries[-1].1 AS ended_at,
  length(tries) AS attempts,
  multiIf(
    arrayExists(a -> a.3 = 'success', tries), 'success',
    arrayExists(a -> a.3 != 'unknown', tries), arrayLast(a -> a.3 != 'unknown', tries).3,
    'unknown'
  ) AS outcome,
  arrayMap(a -> if(a.4 = '', a.3, a.4), arrayFilter(a -> a.3 NOT IN ('success', 'unknown'), tries)) AS errors,
  if(outcome = 'success', dateDiff('millisecond', started_at, arrayFirst(a -> a.3 = 'success', tries).1) / 1000, NULL)
    AS time_to_success_s,
  arrayFirst(a -> a.3 = 'success', tries).8 AS token_id,
  first.9 AS cross_account
FROM (
  SELECT
    target_account,
    any(told_request) AS request_id,
    arraySort(groupArray((
      time, event_id, toString(outcome), toString(error_type), toString(source_account), toString(role),
      toString(principal), token_id, toBool(cross_account)
    ))) AS told
  FROM (
    SELECT * EXCEPT (request_id, target_account), toString(target_account) AS target_account, request_id AS told_request
    FROM counted_token_issuances(
      slo = 'm01-cross-account-auth-success',
      from = toDateTime('2000-01-01 00:00:00'),
      to = toDateTime('2100-01-01 00:00:00')
    )
  )
  GROUP BY target_account, if(told_request = '', event_id, told_request)
)
ARRAY JOIN arrayFilter((a, i) -> i = 1 OR a.1 > told[i - 1].1 + INTERVAL 1 HOUR, told, arrayEnumerate(told)) AS first
ARRAY JOIN [arrayFilter(a -> a.1 >= first.1 AND a.1 <= first.1 + INTERVAL 1 HOUR, told)] AS tries;
