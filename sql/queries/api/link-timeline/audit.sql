-- Of the timeline of a link (link-timeline/action.sql): audit records.
SELECT
  time,
  'audit' AS kind,
  event_id,
  toString(source) AS source,
  if(decision = '', concat('recorded by ', log_source), concat('decided: ', decision)) AS what,
  toString(decision) AS outcome,
  toString(principal) AS principal,
  mapFilter((k, v) -> v != '', map(
    'operation', operation, 'request_id', request_id, 'audit_id', audit_id, 'log_source', log_source,
    'correlation_id', correlation_id, 'delivered_at', ifNull(toString(delivered_at), '')
  )) AS detail
FROM raw_audits FINAL
WHERE toStartOfMinute(time) IN {minutes:Array(DateTime('UTC'))}
  AND target_account = {target_account:String} AND role = {role:String} AND source_account = {source_account:String}
  AND time >= fromUnixTimestamp64Milli({from:Int64})
  AND time < fromUnixTimestamp64Milli({to:Int64})
  AND (time, event_id) < (fromUnixTimestamp64Milli({before:Int64}), {before_id:String})
ORDER BY time DESC, event_id DESC
LIMIT {count:UInt32}
SETTINGS do_not_merge_across_partitions_select_final = 1
