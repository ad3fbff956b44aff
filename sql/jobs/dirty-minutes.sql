-- The minutes that inserts touched since the tiers were computed.
-- in: kinds, since (Unix seconds, fractional)   out: kind, minute_s
SELECT kind, toUnixTimestamp(minute) AS minute_s
FROM dirty_minutes
WHERE marked_at > toDateTime64({since:Float64}, 3, 'UTC')
  AND kind IN {kinds:Array(String)}
GROUP BY kind, minute
ORDER BY minute
