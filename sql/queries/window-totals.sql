-- What an SLO counted in each of several windows.
-- in: slo, names, starts, ends (arrays of one length; minutes, half-open)
-- out: window, good, total, excluded, breakdown, quantiles (p50, p95, p99, max in the unit of the sketch; null without one)
-- Whole hours come from the hour tier, the minutes at a window's edges from the minute tier:
-- a window of 30 days reads some 700 rows.
WITH
  arrayZip({names:Array(String)}, {starts:Array(DateTime)}, {ends:Array(DateTime)}) AS windows,
  arrayDistinct(arrayConcat(
    arrayMap(at -> toStartOfHour(at), {starts:Array(DateTime)}),
    arrayMap(at -> toStartOfHour(at), {ends:Array(DateTime)})
  )) AS edges,
  spans AS (
    SELECT hour AS start, hour + INTERVAL 1 HOUR AS stop, true AS is_hour, good, total, excluded, breakdown, sketch
    FROM slo_totals_hour FINAL
    WHERE slo = {slo:String}
      AND hour >= arrayMin({starts:Array(DateTime)})
      AND hour < arrayMax({ends:Array(DateTime)})
    UNION ALL
    SELECT minute AS start, minute + INTERVAL 1 MINUTE AS stop, false AS is_hour, good, total, excluded, breakdown, sketch
    FROM slo_totals_minute FINAL
    WHERE slo = {slo:String}
      AND toStartOfHour(minute) IN (SELECT arrayJoin(edges))
  )
SELECT
  asked.1 AS window,
  sum(spans.good) AS good,
  sum(spans.total) AS total,
  sum(spans.excluded) AS excluded,
  sumMap(spans.breakdown) AS breakdown,
  quantilesDDMerge(0.01, 0.5, 0.95, 0.99, 1)(spans.sketch) AS quantiles
FROM spans
ARRAY JOIN windows AS asked
WHERE start >= asked.2 AND stop <= asked.3
  -- A minute counts only where its hour reaches beyond the window.
  AND (is_hour OR toStartOfHour(start) < asked.2 OR toStartOfHour(start) + INTERVAL 1 HOUR > asked.3)
GROUP BY asked
