-- The times of the oldest and the newest event of a kind: told by the parts' indexes, without reading rows.
-- in: table   out: events, oldest_s, newest_s
SELECT count() AS events, toUnixTimestamp(min(time)) AS oldest_s, toUnixTimestamp(max(time)) AS newest_s
FROM {table:Identifier}
