-- Of the timeline of a link (link-timeline/action.sql): its life. What leaves out the source is about every known link.
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
  'link_lifecycle' AS kind,
  event_id,
  toString(source) AS source,
  concat('link ', replaceAll(transition, '_', ' ')) AS what,
  '' AS outcome,
  toString(principal) AS principal,
  mapFilter((k, v) -> v != '', map(
    'link_id', link_id, 'owner', owner, 'team', team, 'purpose', purpose, 'consent_id', consent_id,
    'consented_by', consented_by, 'permissions', arrayStringConcat(permissions, ' '),
    'expires_at', ifNull(toString(expires_at), ''), 'max_ttl_s', ifNull(toString(max_ttl_s), '')
  )) AS detail
FROM raw_link_lifecycles FINAL
WHERE toStartOfMinute(time) IN {minutes:Array(DateTime('UTC'))}
  AND target_account = {target_account:String} AND role = {role:String}
  AND (source_account = {source_account:String} AND source_account != '' OR source_account = '' AND is_known)
  AND time >= fromUnixTimestamp64Milli({from:Int64})
  AND time < fromUnixTimestamp64Milli({to:Int64})
  AND (time, event_id) < (fromUnixTimestamp64Milli({before:Int64}), {before_id:String})
ORDER BY time DESC, event_id DESC
LIMIT {count:UInt32}
SETTINGS do_not_merge_across_partitions_select_final = 1
