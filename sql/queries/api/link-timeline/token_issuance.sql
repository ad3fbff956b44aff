-- Of the timeline of a link (link-timeline/action.sql): attempts to get a token for it.
SELECT
  time,
  'token_issuance' AS kind,
  event_id,
  toString(source) AS source,
  concat(
    if(outcome = 'success', 'token issued', concat('token refused: ', if(error_type = '', outcome, error_type))),
    if(broker = '', '', concat(' by ', broker)),
    if(ttl_s IS NULL, '', concat(' for ', toString(assumeNotNull(ttl_s)), ' s'))
  ) AS what,
  toString(outcome) AS outcome,
  toString(principal) AS principal,
  mapFilter((k, v) -> v != '', map(
    'token_id', token_id, 'parent_token_id', parent_token_id, 'request_id', request_id, 'mechanism', mechanism,
    'correlation_id', correlation_id, 'source_ip', source_ip, 'latency_ms', ifNull(toString(latency_ms), '')
  )) AS detail
FROM raw_token_issuances FINAL
WHERE toStartOfMinute(time) IN {minutes:Array(DateTime('UTC'))}
  AND target_account = {target_account:String} AND role = {role:String} AND source_account = {source_account:String}
  AND phase != 'request'
  AND time >= fromUnixTimestamp64Milli({from:Int64})
  AND time < fromUnixTimestamp64Milli({to:Int64})
  AND (time, event_id) < (fromUnixTimestamp64Milli({before:Int64}), {before_id:String})
ORDER BY time DESC, event_id DESC
LIMIT {count:UInt32}
SETTINGS do_not_merge_across_partitions_select_final = 1
