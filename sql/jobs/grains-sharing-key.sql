-- The grains of a range that hold an event which has, in a column, the value of some event of another table.
-- in: table, other, key (a column of both), minutes (of the other events), from, to (half-open; why the end is compared as a
--     DateTime64: sql/views/counted.sql), grain_s   out: start_s
-- Repeats: read without folding them; too many grains do no harm. An empty value leads nowhere. Hashes stand for values:
--   millions of them are held, and where two meet, a grain too many is computed.
SELECT intDiv(toUnixTimestamp(toDateTime(time)), {grain_s:UInt32}) * {grain_s:UInt32} AS start_s
FROM {table:Identifier}
WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3)
  AND cityHash64({key:Identifier}) IN (
    SELECT cityHash64({key:Identifier})
    FROM {other:Identifier}
    WHERE toStartOfMinute(time) IN {minutes:Array(DateTime)} AND {key:Identifier} != ''
  )
GROUP BY start_s
ORDER BY start_s
