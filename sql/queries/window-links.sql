-- What SLOs counted by link, each over its window and over the hour before its end.
-- in: slos; arrays of one length, an entry an SLO (src/jobs/link-spans.ts says which rows make up a window; all half-open):
--     days_from, days_to; first_hours_from, first_hours_to, last_hours_from, last_hours_to, and so for minutes;
--     last_hour_from, last_hour_to, last_hour_in_minutes; and what to read at all: hours, minutes
-- out: slo, source_account, target_account, role, good, total, excluded, hour_good, hour_total
-- A row lies in the partition of its time, so partitions need no merging with each other.
WITH
  transform(slo, {slos:Array(String)}, arrayEnumerate({slos:Array(String)}), 0) AS i,
  spans AS (
    SELECT
      slo, source_account, target_account, role, good, total, excluded, true AS in_period, false AS in_hour
    FROM slo_links_day FINAL
    WHERE slo IN {slos:Array(String)}
      AND day >= arrayMin({days_from:Array(DateTime)})
      AND day < arrayMax({days_to:Array(DateTime)})
      AND day >= {days_from:Array(DateTime)}[i]
      AND day < {days_to:Array(DateTime)}[i]
    UNION ALL
    SELECT
      slo, source_account, target_account, role, good, total, excluded,
      (hour >= {first_hours_from:Array(DateTime)}[i] AND hour < {first_hours_to:Array(DateTime)}[i])
        OR (hour >= {last_hours_from:Array(DateTime)}[i] AND hour < {last_hours_to:Array(DateTime)}[i]) AS in_period,
      NOT {last_hour_in_minutes:Array(Bool)}[i]
        AND hour >= {last_hour_from:Array(DateTime)}[i] AND hour < {last_hour_to:Array(DateTime)}[i] AS in_hour
    FROM slo_links_hour FINAL
    WHERE slo IN {slos:Array(String)}
      AND hour IN {hours:Array(DateTime)}
      AND (in_period OR in_hour)
    UNION ALL
    SELECT
      slo, source_account, target_account, role, good, total, excluded,
      (minute >= {first_minutes_from:Array(DateTime)}[i] AND minute < {first_minutes_to:Array(DateTime)}[i])
        OR (minute >= {last_minutes_from:Array(DateTime)}[i] AND minute < {last_minutes_to:Array(DateTime)}[i])
        AS in_period,
      {last_hour_in_minutes:Array(Bool)}[i]
        AND minute >= {last_hour_from:Array(DateTime)}[i] AND minute < {last_hour_to:Array(DateTime)}[i] AS in_hour
    FROM slo_links_minute FINAL
    WHERE slo IN {slos:Array(String)}
      AND minute IN {minutes:Array(DateTime)}
      AND (in_period OR in_hour)
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
