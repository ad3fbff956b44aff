-- What SLOs counted in each of several windows.
-- in: slos, names, starts, ends, rolled (arrays of one length, an entry a window: minutes, half-open; hours that end at or
--     before `rolled` are rolled up), detailed (the window to tell more of)
-- out: slo, window, good, total, excluded, excluded_good, excluded_total, pending; of the detailed one also breakdown,
--      measures and quantiles_ms (p50, p95, p99, max; null where nothing was measured)
-- Whole hours come from the hour tier, the minutes at a window's edges and of hours not rolled up from the minute tier:
-- a window of 30 days reads some 800 rows of an SLO.
-- A row lies in the partition of its time, so partitions need no merging with each other.
WITH
  -- Found by the SLO: a row is held against the windows of its own only.
  (
    SELECT (groupArray(slo), groupArray(windows))
    FROM (
      SELECT asked.1 AS slo, groupArray(asked) AS windows
      FROM (
        SELECT arrayJoin(arrayZip(
          {slos:Array(String)}, {names:Array(String)},
          {starts:Array(DateTime)}, {ends:Array(DateTime)}, {rolled:Array(DateTime)}
        )) AS asked
      )
      GROUP BY slo
    )
  ) AS asked_of,
  spans AS (
    SELECT
      slo, hour AS start, hour + INTERVAL 1 HOUR AS stop, true AS is_hour,
      good, total, excluded, excluded_good, excluded_total, pending, breakdown, measures, sketch
    FROM slo_totals_hour FINAL
    WHERE slo IN {slos:Array(String)}
      AND hour >= arrayMin({starts:Array(DateTime)})
      AND hour < arrayMax({ends:Array(DateTime)})
    UNION ALL
    SELECT
      slo, minute AS start, minute + INTERVAL 1 MINUTE AS stop, false AS is_hour,
      good, total, excluded, excluded_good, excluded_total, pending, breakdown, measures, sketch
    FROM slo_totals_minute FINAL
    WHERE slo IN {slos:Array(String)}
      AND minute >= arrayMin({starts:Array(DateTime)})
      AND minute < arrayMax({ends:Array(DateTime)})
      AND (
        minute >= arrayMin({rolled:Array(DateTime)})
        OR toStartOfHour(minute) IN (
          SELECT toStartOfHour(arrayJoin(arrayConcat({starts:Array(DateTime)}, {ends:Array(DateTime)})))
        )
      )
  )
SELECT
  asked.1 AS slo,
  asked.2 AS window,
  sum(spans.good) AS good,
  sum(spans.total) AS total,
  sum(spans.excluded) AS excluded,
  sum(spans.excluded_good) AS excluded_good,
  sum(spans.excluded_total) AS excluded_total,
  sum(spans.pending) AS pending,
  sumMapIf(spans.breakdown, asked.2 = {detailed:String}) AS breakdown,
  sumMapIf(spans.measures, asked.2 = {detailed:String}) AS measures,
  quantilesDDMergeIf(0.01, 0.5, 0.95, 0.99, 1)(spans.sketch, asked.2 = {detailed:String}) AS quantiles_ms
FROM spans
ARRAY JOIN arrayFilter(
  w -> start >= w.3
    AND stop <= w.4
    AND if(
      is_hour,
      stop <= w.5,
      -- A minute counts only where its hour reaches beyond the window, or is not rolled up.
      toStartOfHour(start) < w.3 OR toStartOfHour(start) + INTERVAL 1 HOUR > least(w.4, w.5)
    ),
  asked_of.2[indexOf(asked_of.1, toString(spans.slo))]
) AS asked
GROUP BY asked
SETTINGS do_not_merge_across_partitions_select_final = 1
