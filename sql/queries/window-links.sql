-- What an SLO counted in each of several windows, by link.
-- in: slo, names, starts, ends (arrays of one length; minutes, half-open)
-- out: window, source_account, target_account, role, good, total, excluded
-- Whole days come from the day tier, whole hours at the edges from the hour tier, minutes from the minute tier,
-- which is kept for four days: an edge of an older window is told by whole hours.
WITH
  arrayZip({names:Array(String)}, {starts:Array(DateTime)}, {ends:Array(DateTime)}) AS windows,
  arrayDistinct(arrayConcat(
    arrayMap(at -> toStartOfDay(at), {starts:Array(DateTime)}),
    arrayMap(at -> toStartOfDay(at), {ends:Array(DateTime)})
  )) AS edge_days,
  arrayDistinct(arrayConcat(
    arrayMap(at -> toStartOfHour(at), {starts:Array(DateTime)}),
    arrayMap(at -> toStartOfHour(at), {ends:Array(DateTime)})
  )) AS edge_hours,
  spans AS (
    SELECT day AS start, toUInt32(86400) AS seconds, source_account, target_account, role, good, total, excluded
    FROM slo_links_day FINAL
    WHERE slo = {slo:String}
      AND day >= arrayMin({starts:Array(DateTime)})
      AND day < arrayMax({ends:Array(DateTime)})
    UNION ALL
    SELECT hour AS start, toUInt32(3600) AS seconds, source_account, target_account, role, good, total, excluded
    FROM slo_links_hour FINAL
    WHERE slo = {slo:String}
      AND toStartOfDay(hour) IN (SELECT arrayJoin(edge_days))
    UNION ALL
    SELECT minute AS start, toUInt32(60) AS seconds, source_account, target_account, role, good, total, excluded
    FROM slo_links_minute FINAL
    WHERE slo = {slo:String}
      AND toStartOfHour(minute) IN (SELECT arrayJoin(edge_hours))
  )
SELECT
  asked.1 AS window,
  source_account,
  target_account,
  role,
  sum(spans.good) AS good,
  sum(spans.total) AS total,
  sum(spans.excluded) AS excluded
FROM spans
ARRAY JOIN windows AS asked
WHERE start >= asked.2 AND start + seconds <= asked.3
  -- A span counts only where the larger one around it reaches beyond the window.
  AND (
    seconds = 86400
    OR (
      (toStartOfDay(start) < asked.2 OR toStartOfDay(start) + 86400 > asked.3)
      AND (seconds = 3600 OR toStartOfHour(start) < asked.2 OR toStartOfHour(start) + 3600 > asked.3)
    )
  )
GROUP BY asked, source_account, target_account, role
HAVING total > 0 OR excluded > 0
