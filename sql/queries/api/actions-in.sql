-- About how many actions lie in a range of time: repeats count until they are merged. Reads the key's column alone.
-- in: from, to (ms since 1970, half-open)   out: actions
SELECT count() AS actions
FROM raw_actions
WHERE toStartOfMinute(time) >= toStartOfMinute(fromUnixTimestamp64Milli({from:Int64}))
  AND toStartOfMinute(time) < fromUnixTimestamp64Milli({to:Int64})
