-- What an SLO counted in each hour of a window: from it follows how its budget went, as it is known now.
-- in: slo, from, to (minutes, half-open)   out: hour, good, total, excluded; no row for an hour without a row in the tiers
-- Whole hours come from the hour tier, the minutes at the window's edges and of hours not rolled up from the minute tier.
-- A row lies in the partition of its time, so partitions need no merging with each other.
WITH
  (
    SELECT toStartOfHour(toDateTime(argMax(computed_to, written_at)))
    FROM slo_progress
    WHERE slo = {slo:String}
  ) AS rolled
SELECT
  toStartOfHour(start) AS hour,
  sum(good) AS good,
  sum(total) AS total,
  sum(excluded) AS excluded
FROM (
  SELECT hour AS start, good, total, excluded
  FROM slo_totals_hour FINAL
  WHERE slo = {slo:String}
    AND hour >= {from:DateTime}
    AND hour + INTERVAL 1 HOUR <= least({to:DateTime}, rolled)
  UNION ALL
  SELECT minute AS start, good, total, excluded
  FROM slo_totals_minute FINAL
  WHERE slo = {slo:String}
    AND minute >= {from:DateTime}
    AND minute < {to:DateTime}
    AND (
      toStartOfHour(minute) < {from:DateTime}
      OR minute >= toStartOfHour(least({to:DateTime}, rolled))
    )
)
GROUP BY hour
ORDER BY hour
SETTINGS do_not_merge_across_partitions_select_final = 1
