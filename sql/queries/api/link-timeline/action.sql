-- Of the timeline of a link: what was done through it. As link_history tells it, for one link and some minutes.
-- in: source_account, role, target_account, minutes (seconds since 1970: those that link-minutes.sql gives),
--     from, to (ms since 1970, half-open), before and before_id (where the page before ended), count
-- out: a row an event, the latest first
-- An action counts for the source account that its token's issuance names (SLIS.md, rule 2).
-- Repeats: each event once. Bounded by the minutes, which lead the table's key.
WITH
  (
    SELECT mapFromArrays(groupArray(token), groupArray(issuer))
    FROM token_issuers
    WHERE target_account = {target_account:String} AND role = {role:String}
      AND token IN (
        SELECT cityHash64(token_id)
        FROM raw_actions
        WHERE toStartOfMinute(time) IN {minutes:Array(DateTime('UTC'))}
          AND target_account = {target_account:String} AND role = {role:String}
          AND token_id != ''
      )
  ) AS issuers,
  if(token_id = '', '', issuers[cityHash64(token_id)]) AS issuer
SELECT
  time,
  'action' AS kind,
  event_id,
  toString(source) AS source,
  concat(
    if(operation = '', 'a call', operation),
    multiIf(outcome = 'success', ' succeeded', outcome = 'auth_error', ' was denied', ' failed'),
    if(error_type = '', '', concat(': ', error_type))
  ) AS what,
  toString(outcome) AS outcome,
  toString(principal) AS principal,
  mapFilter((k, v) -> v != '', map(
    'operation', operation, 'resource', resource, 'token_id', token_id, 'request_id', request_id,
    'correlation_id', correlation_id, 'source_ip', source_ip, 'latency_ms', ifNull(toString(latency_ms), '')
  )) AS detail
FROM raw_actions FINAL
WHERE toStartOfMinute(time) IN {minutes:Array(DateTime('UTC'))}
  AND target_account = {target_account:String} AND role = {role:String}
  AND phase != 'request'
  AND if(issuer != '', issuer, toString(source_account)) = {source_account:String}
  AND time >= fromUnixTimestamp64Milli({from:Int64})
  AND time < fromUnixTimestamp64Milli({to:Int64})
  AND (time, event_id) < (fromUnixTimestamp64Milli({before:Int64}), {before_id:String})
ORDER BY time DESC, event_id DESC
LIMIT {count:UInt32}
SETTINGS do_not_merge_across_partitions_select_final = 1
