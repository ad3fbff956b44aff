-- Which of these events are stored already: for receipts of requests and imports.
-- in: table, ids, minutes (seconds since 1970)   out: event_id, minute of those found
-- Bounded by the primary key (toStartOfMinute(time), event_id): the reading does not grow with the table.
-- An id found at another of the minutes asked for is a row of its own, so the caller compares both.
-- Repeats: folded here. Rows being inserted meanwhile may or may not be seen.
SELECT DISTINCT
  event_id,
  toUnixTimestamp(toStartOfMinute(time)) AS minute
FROM {table:Identifier}
WHERE toStartOfMinute(time) IN {minutes:Array(DateTime('UTC'))}
  AND event_id IN {ids:Array(String)}
