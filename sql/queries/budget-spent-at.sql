-- The minute in which the bad events of a window reached what it allows; no row when they did not.
-- in: slo, from, to (half-open), rolled (hours that end at or before it are rolled up), allowed   out: spent_s
-- Whole hours first, by the hour tier: only of the one that reached it are the minutes read.
WITH
  (
    SELECT (start, spent - bad)
    FROM (
      SELECT start, bad, sum(bad) OVER (ORDER BY start) AS spent
      FROM (
        SELECT hour AS start, total - good AS bad
        FROM slo_totals_hour FINAL
        WHERE slo = {slo:String}
          AND hour >= {from:DateTime}
          AND hour + INTERVAL 1 HOUR <= least({to:DateTime}, {rolled:DateTime})
        UNION ALL
        SELECT minute AS start, total - good AS bad
        FROM slo_totals_minute FINAL
        WHERE slo = {slo:String}
          AND minute >= {from:DateTime}
          AND minute < {to:DateTime}
          AND (
            toStartOfHour(minute) < {from:DateTime}
            OR minute >= toStartOfHour(least({to:DateTime}, {rolled:DateTime}))
          )
      )
    )
    WHERE spent > 0 AND spent >= {allowed:Float64}
    ORDER BY start
    LIMIT 1
  ) AS crossing
SELECT toUnixTimestamp(minute) AS spent_s
FROM (
  SELECT minute, crossing.2 + sum(total - good) OVER (ORDER BY minute) AS spent
  FROM slo_totals_minute FINAL
  WHERE slo = {slo:String}
    AND minute >= crossing.1
    AND minute < least(crossing.1 + INTERVAL 1 HOUR, {to:DateTime})
)
WHERE spent > 0 AND spent >= {allowed:Float64}
ORDER BY minute
LIMIT 1
SETTINGS do_not_merge_across_partitions_select_final = 1
