-- What was told under one correlation id: exchange attempts and actions.
-- in: correlation_id   out: a row an event, in order of time, at most 1,000
-- Bounded by the minutes in which the id was told, 1,000 at most, and the bloom filters on it: these give the keys of its
-- events, and only what lies at these keys is folded. Repeats: each event once.
SELECT *
FROM (
  SELECT
    time, 'token_issuance' AS kind, event_id, toString(source) AS source, toString(source_account) AS source_account,
    toString(role) AS role, toString(target_account) AS target_account, toString(principal) AS principal,
    concat('exchange attempt ', toString(attempt), if(mechanism = '', '', concat(' by ', mechanism))) AS what,
    toString(outcome) AS outcome, toString(error_type) AS error_type, request_id, token_id,
    toNullable(toFloat64(latency_ms)) AS latency_ms
  FROM raw_token_issuances FINAL
  WHERE correlation_id = {correlation_id:String}
    AND (toStartOfMinute(time), event_id) IN (
      SELECT toStartOfMinute(time), event_id
      FROM raw_token_issuances
      WHERE correlation_id = {correlation_id:String}
        AND toStartOfMinute(time) IN (
          SELECT DISTINCT minute
          FROM trace_minutes
          WHERE correlation = cityHash64({correlation_id:String}) AND kind = 'token_issuance'
          ORDER BY minute
          LIMIT 1000
        )
    )
  UNION ALL
  SELECT
    time, 'action', event_id, toString(source), toString(source_account),
    toString(role), toString(target_account), toString(principal),
    if(operation = '', 'a call', toString(operation)),
    toString(outcome), toString(error_type), request_id, token_id, toNullable(toFloat64(latency_ms))
  FROM raw_actions FINAL
  WHERE correlation_id = {correlation_id:String}
    AND (toStartOfMinute(time), target_account, event_id) IN (
      SELECT toStartOfMinute(time), target_account, event_id
      FROM raw_actions
      WHERE correlation_id = {correlation_id:String}
        AND toStartOfMinute(time) IN (
          SELECT DISTINCT minute
          FROM trace_minutes
          WHERE correlation = cityHash64({correlation_id:String}) AND kind = 'action'
          ORDER BY minute
          LIMIT 1000
        )
    )
)
ORDER BY time, kind, event_id
LIMIT 1000
SETTINGS do_not_merge_across_partitions_select_final = 1
