-- What an SLO counted in each of several windows, by link.
-- in: slo, names, starts, ends (arrays of one length; minutes, half-open)
-- out: window, source_account, target_account, role, good, total, excluded
-- Whole days come from the day tier, whole hours at the edges from the hour tier, minutes from the minute tier.
-- That one is kept for a few days: an edge more than two days old is moved back to its full hour.
-- A span counts only where the larger one around it reaches beyond the window. Each is read once for all windows.
-- A row lies in the partition of its time, so partitions need no merging with each other.
WITH
  arrayMap(
    at -> if(at < now() - INTERVAL 2 DAY, toStartOfHour(at), toDateTime(at)), {starts:Array(DateTime)}
  ) AS starts,
  arrayMap(at -> if(at < now() - INTERVAL 2 DAY, toStartOfHour(at), toDateTime(at)), {ends:Array(DateTime)}) AS ends,
  arrayZip(starts, ends) AS windows,
  arrayMap(at -> toStartOfDay(at), arrayConcat(starts, ends)) AS edge_days,
  arrayMap(at -> toStartOfHour(at), arrayFilter(at -> at != toStartOfHour(at), arrayConcat(starts, ends))) AS edge_hours,
  spans AS (
    SELECT
      source_account, target_account, role, good, total, excluded,
      arrayMap(w -> day >= w.1 AND day + INTERVAL 1 DAY <= w.2, windows) AS inside
    FROM slo_links_day FINAL
    WHERE slo = {slo:String} AND day >= arrayMin(starts) AND day < arrayMax(ends)
    UNION ALL
    SELECT
      source_account, target_account, role, good, total, excluded,
      arrayMap(
        w -> hour >= w.1 AND hour + INTERVAL 1 HOUR <= w.2
          AND (toStartOfDay(hour) < w.1 OR toStartOfDay(hour) + INTERVAL 1 DAY > w.2),
        windows
      ) AS inside
    FROM slo_links_hour FINAL
    WHERE slo = {slo:String} AND hour >= arrayMin(starts) AND hour < arrayMax(ends)
      AND toStartOfDay(hour) IN (SELECT arrayJoin(edge_days))
    UNION ALL
    SELECT
      source_account, target_account, role, good, total, excluded,
      arrayMap(
        w -> minute >= w.1 AND minute + INTERVAL 1 MINUTE <= w.2
          AND (toStartOfHour(minute) < w.1 OR toStartOfHour(minute) + INTERVAL 1 HOUR > w.2),
        windows
      ) AS inside
    FROM slo_links_minute FINAL
    WHERE slo = {slo:String} AND minute >= arrayMin(starts) AND minute < arrayMax(ends)
      AND toStartOfHour(minute) IN (SELECT arrayJoin(edge_hours))
  ),
  links AS (
    SELECT
      source_account,
      target_account,
      role,
      sumForEach(arrayMap(is_in -> is_in * good, inside)) AS goods,
      sumForEach(arrayMap(is_in -> is_in * total, inside)) AS totals,
      sumForEach(arrayMap(is_in -> is_in * excluded, inside)) AS excludeds
    FROM spans
    GROUP BY source_account, target_account, role
  )
SELECT window, source_account, target_account, role, good, total, excluded
FROM links
ARRAY JOIN {names:Array(String)} AS window, goods AS good, totals AS total, excludeds AS excluded
WHERE total > 0 OR excluded > 0
SETTINGS do_not_merge_across_partitions_select_final = 1
