-- What an SLO counted in each of several windows.
-- in: slo, names, starts, ends (arrays of one length; minutes, half-open), detailed (the window to tell more of)
-- out: window, good, total, excluded, excluded_good, excluded_total, pending; of the detailed one also breakdown,
--      measures and quantiles_ms (p50, p95, p99, max; null where nothing was measured)
-- Whole hours come from the hour tier, the minutes at a window's edges from the minute tier:
-- a window of 30 days reads some 800 rows.
-- A row lies in the partition of its time, so partitions need no merging with each other.
WITH
  arrayZip({names:Array(String)}, {starts:Array(DateTime)}, {ends:Array(DateTime)}) AS windows,
  arrayMap(at -> toStartOfHour(at), arrayConcat({starts:Array(DateTime)}, {ends:Array(DateTime)})) AS edge_hours,
  spans AS (
    SELECT
      hour AS start, hour + INTERVAL 1 HOUR AS stop, true AS is_hour,
      good, total, excluded, excluded_good, excluded_total, pending, breakdown, measures, sketch
    FROM slo_totals_hour FINAL
    WHERE slo = {slo:String}
      AND hour >= arrayMin({starts:Array(DateTime)})
      AND hour < arrayMax({ends:Array(DateTime)})
    UNION ALL
    SELECT
      minute AS start, minute + INTERVAL 1 MINUTE AS stop, false AS is_hour,
      good, total, excluded, excluded_good, excluded_total, pending, breakdown, measures, sketch
    FROM slo_totals_minute FINAL
    WHERE slo = {slo:String}
      AND minute >= arrayMin({starts:Array(DateTime)})
      AND minute < arrayMax({ends:Array(DateTime)})
      AND toStartOfHour(minute) IN (SELECT arrayJoin(edge_hours))
  )
SELECT
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
ARRAY JOIN windows AS asked
WHERE start >= asked.2 AND stop <= asked.3
  -- A minute counts only where its hour reaches beyond the window.
  AND (is_hour OR toStartOfHour(start) < asked.2 OR toStartOfHour(start) + INTERVAL 1 HOUR > asked.3)
GROUP BY asked
SETTINGS do_not_merge_across_partitions_select_final = 1
