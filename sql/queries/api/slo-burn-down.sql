-- What SLOs counted in each hour of a window of each: from it follows how their budgets went, as it is known now.
-- in: arrays of one length, an entry an SLO: slos, starts, ends (minutes, half-open), rolled (hours that end at or before it
--   are rolled up)
-- out: a row an SLO: hours, each of them hour, good, total, excluded, in order; none for one without a row in the tiers
-- Whole hours come from the hour tier, the minutes at the window's edges and of hours not rolled up from the minute tier.
-- A row lies in the partition of its time, so partitions need no merging with each other.
WITH
  transform(slo, {slos:Array(String)}, arrayEnumerate({slos:Array(String)}), 0) AS i,
  {starts:Array(DateTime)} AS starts,
  {ends:Array(DateTime)} AS ends,
  least(ends[i], {rolled:Array(DateTime)}[i]) AS whole_to
SELECT
  slo,
  arraySort(groupArray((hour, good, total, excluded))) AS hours
FROM (
  SELECT
    slo,
    toStartOfHour(start) AS hour,
    sum(spans.good) AS good,
    sum(spans.total) AS total,
    sum(spans.excluded) AS excluded
  FROM (
    SELECT slo, hour AS start, good, total, excluded
    FROM slo_totals_hour FINAL
    WHERE slo IN {slos:Array(String)}
      AND hour >= arrayMin(starts)
      AND hour < arrayMax(ends)
      AND hour >= starts[i]
      AND hour + INTERVAL 1 HOUR <= whole_to
    UNION ALL
    SELECT slo, minute AS start, good, total, excluded
    FROM slo_totals_minute FINAL
    WHERE slo IN {slos:Array(String)}
      AND minute >= arrayMin(starts)
      AND minute < arrayMax(ends)
      -- Of all SLOs at once, so that the table's key bounds what is read.
      AND (
        minute >= toStartOfHour(least(arrayMin(ends), arrayMin({rolled:Array(DateTime)})))
        OR toStartOfHour(minute) IN (SELECT toStartOfHour(arrayJoin(arrayConcat(starts, ends))))
      )
      AND minute >= starts[i]
      AND minute < ends[i]
      AND (toStartOfHour(minute) < starts[i] OR minute >= toStartOfHour(whole_to))
  ) AS spans
  GROUP BY slo, hour
)
GROUP BY slo
SETTINGS do_not_merge_across_partitions_select_final = 1
