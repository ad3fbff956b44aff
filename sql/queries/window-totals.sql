-- What SLOs counted in each of several windows.
-- in: slos; arrays of one length, an entry an SLO: rolled (hours that end at or before it are rolled up), and of its windows
--     names, starts, ends (minutes, half-open); detailed (the window to tell more of)
-- out: slo, window, good, total, excluded, excluded_good, excluded_total, pending; of the detailed one also breakdown,
--      measures and quantiles_ms (p50, p95, p99, max; null where nothing was measured)
-- Whole hours come from the hour tier, the minutes at a window's edges and of hours not rolled up from the minute tier:
-- a window of 30 days reads some 800 rows of an SLO.
-- A row lies in the partition of its time, so partitions need no merging with each other.
WITH
  transform(slo, {slos:Array(String)}, arrayEnumerate({slos:Array(String)}), 0) AS i,
  arrayFlatten({starts:Array(Array(DateTime))}) AS all_starts,
  arrayFlatten({ends:Array(Array(DateTime))}) AS all_ends,
  spans AS (
    SELECT
      slo, hour AS start, hour + INTERVAL 1 HOUR AS stop, true AS is_hour,
      good, total, excluded, excluded_good, excluded_total, pending, breakdown, measures, sketch
    FROM slo_totals_hour FINAL
    WHERE slo IN {slos:Array(String)}
      AND hour >= arrayMin(all_starts)
      AND hour < arrayMax(all_ends)
    UNION ALL
    SELECT
      slo, minute AS start, minute + INTERVAL 1 MINUTE AS stop, false AS is_hour,
      good, total, excluded, excluded_good, excluded_total, pending, breakdown, measures, sketch
    FROM slo_totals_minute FINAL
    WHERE slo IN {slos:Array(String)}
      AND minute >= arrayMin(all_starts)
      AND minute < arrayMax(all_ends)
      AND (
        minute >= arrayMin({rolled:Array(DateTime)})
        OR toStartOfHour(minute) IN (
          SELECT toStartOfHour(arrayJoin(arrayConcat(all_starts, all_ends)))
        )
      )
  )
SELECT
  slo,
  asked.1 AS window,
  sum(spans.good) AS good,
  sum(spans.total) AS total,
  sum(spans.excluded) AS excluded,
  sum(spans.excluded_good) AS excluded_good,
  sum(spans.excluded_total) AS excluded_total,
  sum(spans.pending) AS pending,
  sumMapIf(spans.breakdown, asked.1 = {detailed:String}) AS breakdown,
  sumMapIf(spans.measures, asked.1 = {detailed:String}) AS measures,
  quantilesDDMergeIf(0.01, 0.5, 0.95, 0.99, 1)(spans.sketch, asked.1 = {detailed:String}) AS quantiles_ms
FROM spans
ARRAY JOIN arrayFilter(
  w -> start >= w.2
    AND stop <= w.3
    AND if(
      is_hour,
      stop <= {rolled:Array(DateTime)}[i],
      -- A minute counts only where its hour reaches beyond the window, or is not rolled up.
      toStartOfHour(start) < w.2 OR toStartOfHour(start) + INTERVAL 1 HOUR > least(w.3, {rolled:Array(DateTime)}[i])
    ),
  arrayZip({names:Array(Array(String))}[i], {starts:Array(Array(DateTime))}[i], {ends:Array(Array(DateTime))}[i])
) AS asked
GROUP BY slo, asked
SETTINGS do_not_merge_across_partitions_select_final = 1
