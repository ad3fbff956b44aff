-- What SLOs counted by link, over a window they share and over the hour before its end.
-- in: slos; days_from, days_to; hours and minutes: first_…_from, first_…_to, last_…_from, last_…_to; last_hour_from,
--     last_hour_to, last_hour_tier (src/jobs/link-spans.ts says which rows make up a window; all half-open)
-- out: slo, source_account, target_account, role, good, total, excluded, hour_good, hour_total
-- A row lies in the partition of its time, so partitions need no merging with each other.
WITH
  spans AS (
    SELECT
      slo, source_account, target_account, role, good, total, excluded, true AS in_period, false AS in_hour
    FROM slo_links_day FINAL
    WHERE slo IN {slos:Array(String)} AND day >= {days_from:DateTime} AND day < {days_to:DateTime}
    UNION ALL
    SELECT
      slo, source_account, target_account, role, good, total, excluded,
      (hour >= {first_hours_from:DateTime} AND hour < {first_hours_to:DateTime})
        OR (hour >= {last_hours_from:DateTime} AND hour < {last_hours_to:DateTime}) AS in_period,
      {last_hour_tier:String} = 'hour'
        AND hour >= {last_hour_from:DateTime} AND hour < {last_hour_to:DateTime} AS in_hour
    FROM slo_links_hour FINAL
    WHERE slo IN {slos:Array(String)} AND (in_period OR in_hour)
    UNION ALL
    SELECT
      slo, source_account, target_account, role, good, total, excluded,
      (minute >= {first_minutes_from:DateTime} AND minute < {first_minutes_to:DateTime})
        OR (minute >= {last_minutes_from:DateTime} AND minute < {last_minutes_to:DateTime}) AS in_period,
      {last_hour_tier:String} = 'minute'
        AND minute >= {last_hour_from:DateTime} AND minute < {last_hour_to:DateTime} AS in_hour
    FROM slo_links_minute FINAL
    WHERE slo IN {slos:Array(String)} AND (in_period OR in_hour)
  )
SELECT
  slo,
  source_account,
  target_account,
  role,
  sumIf(spans.good, in_period) AS good,
  sumIf(spans.total, in_period) AS total,
  sumIf(spans.excluded, in_period) AS excluded,
  sumIf(spans.good, in_hour) AS hour_good,
  sumIf(spans.total, in_hour) AS hour_total
FROM spans
GROUP BY slo, source_account, target_account, role
HAVING total > 0 OR excluded > 0
SETTINGS do_not_merge_across_partitions_select_final = 1
