-- What happened to and through a link in a range: a page of it, the latest first.
-- in: source_account, role, target_account, from, to (ms since 1970, half-open), before and before_id
--     (where the page before ended), kinds (empty: all), count
-- out: a row an event
-- Repeats: each event once. Bounded by the target account and the time, which reach the tables' keys.
SELECT
  time,
  kind,
  event_id,
  source,
  what,
  outcome,
  principal,
  detail
FROM link_history
WHERE target_account = {target_account:String}
  AND source_account = {source_account:String}
  AND role = {role:String}
  AND time >= fromUnixTimestamp64Milli({from:Int64})
  AND time < fromUnixTimestamp64Milli({to:Int64})
  AND (time, event_id) < (fromUnixTimestamp64Milli({before:Int64}), {before_id:String})
  AND (empty({kinds:Array(String)}) OR has({kinds:Array(String)}, kind))
ORDER BY time DESC, event_id DESC
LIMIT {count:UInt32}
