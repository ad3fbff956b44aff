-- The time of the newest event of each of some kinds, by what inserts noted; no row for a kind that never came.
-- in: kinds   out: kind, newest_s
SELECT kind, toUnixTimestamp(toDateTime(max(newest_event))) AS newest_s
FROM arrivals
WHERE kind IN {kinds:Array(String)}
GROUP BY kind
