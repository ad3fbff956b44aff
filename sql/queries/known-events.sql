-- Which of these events are stored already: for receipts of requests and imports.
-- in: table, ids, accounts, minutes (seconds since 1970)   out: event_id, target_account, minute of those found
-- Bounded by the primary key: the minute, of actions the account, then event_id. The reading does not grow with the table.
-- An id found at another of the minutes or accounts asked for is a row of its own, so the caller compares all three.
-- Repeats: folded here. Rows being inserted meanwhile may or may not be seen.
SELECT DISTINCT
  event_id,
  target_account,
  toUnixTimestamp(toStartOfMinute(time)) AS minute
FROM {table:Identifier}
WHERE toStartOfMinute(time) IN {minutes:Array(DateTime('UTC'))}
  AND target_account IN {accounts:Array(String)}
  AND event_id IN {ids:Array(String)}
