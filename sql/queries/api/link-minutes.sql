-- In which minutes of a range what was told of a link, the latest first: as many minutes as hold so many events.
-- in: source_account, role, target_account, from, before (ms since 1970), kinds (empty: all), wanted
-- out: minute (seconds since 1970), kinds of what was told in it, is_all (nothing was told before these)
-- At most that: of all sources that share the role, where these are not yet known, and with repeats.
-- Of kinds with many events minutes are noted on insert (sql/migrations/054-link-minutes.sql), others are looked at.
SELECT
  toUnixTimestamp(minute) AS minute,
  kinds,
  minutes = count() OVER () AS is_all
FROM (
  SELECT
    minute,
    groupUniqArray(kind) AS kinds,
    sum(events) AS told,
    sum(told) OVER (ORDER BY minute DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS told_after,
    count() OVER () AS minutes
  FROM (
    SELECT minute, toString(kind) AS kind, events
    FROM link_minutes
    WHERE target_account = {target_account:String} AND role = {role:String}
    UNION ALL
    SELECT minute, 'audit', events
    FROM link_audit_minutes
    WHERE target_account = {target_account:String} AND role = {role:String}
    UNION ALL
    SELECT toStartOfMinute(time), 'link_lifecycle', 1
    FROM raw_link_lifecycles
    WHERE target_account = {target_account:String} AND role = {role:String}
      AND source_account IN ('', {source_account:String})
    UNION ALL
    SELECT toStartOfMinute(time), 'revocation', 1
    FROM raw_revocations
    WHERE target_account = {target_account:String} AND role IN ('', {role:String})
      AND source_account IN ('', {source_account:String})
    UNION ALL
    SELECT toStartOfMinute(time), 'policy_change', 1
    FROM raw_policy_changes
    WHERE target_account = {target_account:String} AND role IN ('', {role:String})
      AND source_account IN ('', {source_account:String})
  )
  WHERE minute >= toStartOfMinute(fromUnixTimestamp64Milli({from:Int64}))
    AND minute <= toStartOfMinute(fromUnixTimestamp64Milli({before:Int64}))
    AND (empty({kinds:Array(String)}) OR has({kinds:Array(String)}, kind))
  GROUP BY minute
)
WHERE told_after < {wanted:UInt64}
ORDER BY minute DESC
