-- The minutes that inserts touched since a moment, and when each was touched last.
-- in: kinds, since (Unix seconds, fractional)   out: kind, minute_s, marked_s
SELECT kind, toUnixTimestamp(minute) AS minute_s, toFloat64(max(marked_at)) AS marked_s
FROM dirty_minutes
WHERE marked_at > toDateTime64({since:Float64}, 3, 'UTC')
  AND kind IN {kinds:Array(String)}
GROUP BY kind, minute
ORDER BY minute
