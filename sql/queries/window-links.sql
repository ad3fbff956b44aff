-- What SLOs counted by link, each over its period and over the hour before the period's end.
-- in: slos, starts, ends, rolled (arrays of one length, an entry an SLO: minutes, half-open; hours that end at or
--     before `rolled` are rolled up, and days that end before its day)
-- out: slo, source_account, target_account, role, good, total, excluded, hour_good, hour_total
-- Whole days come from the day tier, whole hours at the edges from the hour tier, minutes from the minute tier.
-- That one is kept for a few days: an edge more than two days old is moved back to its full hour.
-- A span counts only where the larger one around it reaches beyond the window or is not rolled up.
-- A row lies in the partition of its time, so partitions need no merging with each other.
WITH
  asked AS (
    SELECT
      window.1 AS asked_slo,
      if(window.2 < now() - INTERVAL 2 DAY, toStartOfHour(window.2), window.2) AS first,
      if(window.3 < now() - INTERVAL 2 DAY, toStartOfHour(window.3), window.3) AS last,
      last - INTERVAL 1 HOUR AS hour_first,
      window.4 AS rolled_to,
      toStartOfDay(window.4) AS rolled_days_to
    FROM (
      SELECT arrayJoin(
        arrayZip({slos:Array(String)}, {starts:Array(DateTime)}, {ends:Array(DateTime)}, {rolled:Array(DateTime)})
      ) AS window
    )
  ),
  bounds AS (
    SELECT
      least(min(first), min(hour_first)) AS lowest,
      max(last) AS highest,
      min(rolled_to) AS least_rolled,
      groupUniqArrayArray([toStartOfHour(first), toStartOfHour(hour_first), toStartOfHour(last)]) AS edge_hours,
      groupUniqArrayArray([toStartOfDay(first), toStartOfDay(hour_first), toStartOfDay(last)]) AS edge_days
    FROM asked
  ),
  spans AS (
    SELECT slo, source_account, target_account, role, good, total, excluded, day AS start, 86400 AS length_s
    FROM slo_links_day FINAL
    WHERE slo IN {slos:Array(String)} AND day >= (SELECT lowest FROM bounds) AND day < (SELECT highest FROM bounds)
    UNION ALL
    SELECT slo, source_account, target_account, role, good, total, excluded, hour AS start, 3600 AS length_s
    FROM slo_links_hour FINAL
    WHERE slo IN {slos:Array(String)} AND hour >= (SELECT lowest FROM bounds) AND hour < (SELECT highest FROM bounds)
      AND (
        hour >= toStartOfDay((SELECT least_rolled FROM bounds))
        OR has((SELECT edge_days FROM bounds), toStartOfDay(hour))
      )
    UNION ALL
    SELECT slo, source_account, target_account, role, good, total, excluded, minute AS start, 60 AS length_s
    FROM slo_links_minute FINAL
    WHERE slo IN {slos:Array(String)} AND minute >= (SELECT lowest FROM bounds) AND minute < (SELECT highest FROM bounds)
      AND (
        minute >= (SELECT least_rolled FROM bounds)
        OR has((SELECT edge_hours FROM bounds), toStartOfHour(minute))
      )
  ),
  placed AS (
    SELECT
      slo, source_account, target_account, role, good, total, excluded, first, last, hour_first,
      start,
      start + length_s AS stop,
      -- The larger span around it, and up to when those are rolled up.
      multiIf(length_s = 60, toStartOfHour(start), length_s = 3600, toStartOfDay(start), toDateTime(0, 'UTC')) AS around,
      multiIf(length_s = 60, around + 3600, length_s = 3600, around + 86400, toDateTime(4294967295, 'UTC')) AS around_stop,
      multiIf(length_s = 60, rolled_to, length_s = 3600, rolled_days_to, toDateTime(4294967295, 'UTC')) AS larger_to,
      stop <= multiIf(length_s = 86400, rolled_days_to, length_s = 3600, rolled_to, toDateTime(4294967295, 'UTC')) AS is_rolled
    FROM spans
    INNER JOIN asked ON spans.slo = asked.asked_slo
  )
SELECT
  slo,
  source_account,
  target_account,
  role,
  sumIf(placed.good, in_period) AS good,
  sumIf(placed.total, in_period) AS total,
  sumIf(placed.excluded, in_period) AS excluded,
  sumIf(placed.good, in_hour) AS hour_good,
  sumIf(placed.total, in_hour) AS hour_total
FROM (
  SELECT
    *,
    is_rolled AND start >= first AND stop <= last
      AND (around < first OR around_stop > least(last, larger_to)) AS in_period,
    is_rolled AND start >= hour_first AND stop <= last
      AND (around < hour_first OR around_stop > least(last, larger_to)) AS in_hour
  FROM placed
) AS placed
GROUP BY slo, source_account, target_account, role
HAVING total > 0 OR excluded > 0
SETTINGS do_not_merge_across_partitions_select_final = 1
