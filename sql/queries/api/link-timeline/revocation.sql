-- Of the timeline of a link (link-timeline/action.sql): revocations, where it is known that there is such a link.
-- What leaves out the source or the role is about every known link it covers.
WITH
  (
    SELECT count() > 0
    FROM (
      SELECT 1
      FROM link_uses
      WHERE target_account = {target_account:String} AND role = {role:String} AND source_account = {source_account:String}
        AND source_account != '' AND source_account != target_account
      UNION ALL
      SELECT 1
      FROM link_lifecycles
      WHERE target_account = {target_account:String} AND role = {role:String} AND source_account = {source_account:String}
        AND source_account != ''
    )
  ) AS is_known
SELECT
  time,
  'revocation' AS kind,
  event_id,
  toString(source) AS source,
  concat(
    'revocation of the ', scope, ' requested',
    if(requested_by = '', '', concat(' by ', requested_by)),
    if(reason = '', '', concat(': ', reason))
  ) AS what,
  '' AS outcome,
  toString(principal) AS principal,
  mapFilter((k, v) -> v != '', map(
    'revocation_id', revocation_id, 'scope', scope, 'token_id', token_id, 'severity', severity
  )) AS detail
FROM raw_revocations FINAL
WHERE toStartOfMinute(time) IN {minutes:Array(DateTime('UTC'))}
  AND target_account = {target_account:String} AND role IN ('', {role:String})
  AND source_account IN ('', {source_account:String})
  AND is_known
  AND time >= fromUnixTimestamp64Milli({from:Int64})
  AND time < fromUnixTimestamp64Milli({to:Int64})
  AND (time, event_id) < (fromUnixTimestamp64Milli({before:Int64}), {before_id:String})
ORDER BY time DESC, event_id DESC
LIMIT {count:UInt32}
SETTINGS do_not_merge_across_partitions_select_final = 1
