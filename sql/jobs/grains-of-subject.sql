-- The grains of a range that hold an event of a kind.
-- in: table, from, to (half-open; why the end is compared as a DateTime64: sql/views/counted.sql), grain_s   out: start_s
SELECT intDiv(toUnixTimestamp(toDateTime(time)), {grain_s:UInt32}) * {grain_s:UInt32} AS start_s
FROM {table:Identifier}
WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3)
GROUP BY start_s
ORDER BY start_s
