-- Where the inputs stand that have brought any of some kinds.
-- in: kinds   out: inputs, newest_event_s (null when nothing came), complete, waiting (which are behind or silent)
-- Behind: the oldest unread record is over two minutes old. Silent: quiet for the longer of 15 minutes
-- and ten times the usual gap. Without an input that told its state, nothing is known to be missing.
WITH
  unread > 0 AND oldest_unread_at < now64(3) - INTERVAL 2 MINUTE AS is_behind,
  dateDiff('second', last_received_at, now64(3)) > greatest(900, 10 * usual_gap_s) AS is_silent
SELECT
  count() AS inputs,
  countIf(is_behind OR is_silent) = 0 AS complete,
  toFloat64(max(newest_event)) AS newest_event_s,
  groupArrayIf(concat(source, ' on ', topic, if(is_behind, ' is behind', ' is silent')), is_behind OR is_silent) AS waiting
FROM inputs FINAL
WHERE hasAny(kinds, {kinds:Array(String)})
