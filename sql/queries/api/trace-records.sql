-- What belongs to a trace beside its attempts (trace-attempts.sql): audit records, and revocations of the tokens it used.
-- in: correlation_id; of the attempts: request_ids of actions, the times of the first and last of these (ms since 1970),
--     token_ids   out: a row an event, in order of time, at most 1,000
-- An audit record may carry no correlation id: those of the actions' requests count, within an hour of them.
-- Bounded by the minutes in which these ids were told of audit records. Repeats: each event once.
SELECT *
FROM (
  SELECT
    time, 'audit' AS kind, event_id, toString(source) AS source, toString(source_account) AS source_account,
    toString(role) AS role, toString(target_account) AS target_account, toString(principal) AS principal,
    if(operation = '', 'a record', toString(operation)) AS what,
    toString(decision) AS outcome, '' AS error_type, request_id, '' AS token_id,
    toNullable(toFloat64(latency_ms)) AS latency_ms
  FROM raw_audits FINAL
  WHERE (
      correlation_id = {correlation_id:String}
      OR (
        request_id IN {request_ids:Array(String)}
        AND time >= fromUnixTimestamp64Milli({first:Int64}) - INTERVAL 1 HOUR
        AND time <= fromUnixTimestamp64Milli({last:Int64}) + INTERVAL 1 HOUR
      )
    )
    AND (toStartOfMinute(time), event_id) IN (
      SELECT toStartOfMinute(time), event_id
      FROM raw_audits
      WHERE (
          correlation_id = {correlation_id:String}
          OR (
            request_id IN {request_ids:Array(String)}
            AND time >= fromUnixTimestamp64Milli({first:Int64}) - INTERVAL 1 HOUR
            AND time <= fromUnixTimestamp64Milli({last:Int64}) + INTERVAL 1 HOUR
          )
        )
        AND toStartOfMinute(time) IN (
          SELECT minute
          FROM audit_trace_minutes
          WHERE id = cityHash64({correlation_id:String})
            OR (
              id IN (SELECT cityHash64(arrayJoin({request_ids:Array(String)})))
              AND minute >= toStartOfMinute(fromUnixTimestamp64Milli({first:Int64}) - INTERVAL 1 HOUR)
              AND minute <= fromUnixTimestamp64Milli({last:Int64}) + INTERVAL 1 HOUR
            )
        )
    )
  UNION ALL
  SELECT
    time, 'revocation', event_id, toString(source), toString(source_account),
    toString(role), toString(target_account), toString(principal),
    concat('revocation of the ', scope, if(reason = '', '', concat(': ', reason))),
    '', '', '', token_id, NULL
  FROM raw_revocations FINAL
  WHERE correlation_id = {correlation_id:String}
    OR (token_id != '' AND token_id IN {token_ids:Array(String)})
)
ORDER BY time, kind, event_id
LIMIT 1000
SETTINGS do_not_merge_across_partitions_select_final = 1
