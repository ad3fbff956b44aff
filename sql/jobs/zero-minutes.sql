-- Gives the minutes of ranges that were computed and told nothing a row of zeros: what stood there has vanished.
-- in: slos, starts, ends (arrays of one length: the ranges, half-open), version (that of the rows just computed)
-- What was computed has this version or, by another replica, a newer one; what has an older one was not told again.
INSERT INTO slo_totals_minute (slo, minute, version)
SELECT slo, minute, toDateTime64({version:Float64}, 3, 'UTC')
FROM slo_totals_minute FINAL
WHERE slo IN {slos:Array(String)}
  AND minute >= arrayMin({starts:Array(DateTime)})
  AND minute < arrayMax({ends:Array(DateTime)})
  AND version < toDateTime64({version:Float64}, 3, 'UTC')
  AND arrayExists(
    (s, first, last) -> s = slo AND minute >= first AND minute < last,
    {slos:Array(String)}, {starts:Array(DateTime)}, {ends:Array(DateTime)}
  )
SETTINGS do_not_merge_across_partitions_select_final = 1
