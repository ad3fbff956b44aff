-- How many rows of a kind each hour holds: which hours there are to compute, and how many fit one statement.
-- in: table, from, to (half-open; why the end is compared as a DateTime64: sql/views/counted.sql)   out: hour_s, events
SELECT toUnixTimestamp(toStartOfHour(time)) AS hour_s, count() AS events
FROM {table:Identifier}
WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3)
GROUP BY hour_s
ORDER BY hour_s
