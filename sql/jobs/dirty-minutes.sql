-- The minutes that inserts touched since a moment, and when each was touched last; and those that a run may have left since
-- they were under way: of these also what was told before they began, by a clock that is up to a day ahead.
-- in: kinds, since (Unix seconds, fractional), waiting (Unix seconds: minutes from it on)   out: kind, minute_s, marked_s
SELECT kind, toUnixTimestamp(minute) AS minute_s, toFloat64(max(marked_at)) AS marked_s
FROM dirty_minutes
WHERE marked_at > toDateTime64({since:Float64}, 3, 'UTC') - INTERVAL 1 DAY
  AND (marked_at > toDateTime64({since:Float64}, 3, 'UTC') OR minute >= {waiting:DateTime})
  AND kind IN {kinds:Array(String)}
GROUP BY kind, minute
ORDER BY minute
