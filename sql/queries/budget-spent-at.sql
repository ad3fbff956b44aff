-- The minute in which the bad events of each of some windows reached what it allows; no row where they did not.
-- in: slos, starts, ends, rolled, allowed (arrays of one length, an entry an SLO: its window, half-open; hours that end at
--     or before `rolled` are rolled up; the bad events allowed)   out: slo, spent_s
-- Whole hours first, by the hour tier: only of the one that reached it are the minutes read.
WITH
  indexOf({slos:Array(String)}, toString(slo)) AS i,
  {starts:Array(DateTime)}[i] AS first,
  {ends:Array(DateTime)}[i] AS last,
  least(last, {rolled:Array(DateTime)}[i]) AS by_hour_to,
  -- An hour, or a minute at the window's edges, and the bad events before it.
  (
    SELECT groupArray((name, crossing.1, crossing.2))
    FROM (
      SELECT toString(slo) AS name, min((start, spent - bad)) AS crossing
      FROM (
        SELECT slo, start, bad, sum(bad) OVER (PARTITION BY slo ORDER BY start) AS spent
        FROM (
          SELECT slo, hour AS start, total - good AS bad
          FROM slo_totals_hour FINAL
          WHERE slo IN {slos:Array(String)}
            AND hour >= arrayMin({starts:Array(DateTime)})
            AND hour >= first
            AND hour + INTERVAL 1 HOUR <= by_hour_to
          UNION ALL
          SELECT slo, minute AS start, total - good AS bad
          FROM slo_totals_minute FINAL
          WHERE slo IN {slos:Array(String)}
            AND minute >= first
            AND minute < last
            AND (
              toStartOfHour(minute) IN (SELECT toStartOfHour(arrayJoin({starts:Array(DateTime)})))
              OR minute >= toStartOfHour(least(arrayMin({ends:Array(DateTime)}), arrayMin({rolled:Array(DateTime)})))
            )
            AND (toStartOfHour(minute) < first OR minute >= toStartOfHour(by_hour_to))
        )
      )
      WHERE spent > 0 AND spent >= {allowed:Array(Float64)}[i]
      GROUP BY name
    )
  ) AS crossings
SELECT slo, toUnixTimestamp(min(minute)) AS spent_s
FROM (
  SELECT
    slo,
    minute,
    crossings[indexOf(crossings.1, toString(slo))].3 + sum(total - good) OVER (PARTITION BY slo ORDER BY minute) AS spent
  FROM slo_totals_minute FINAL
  WHERE (slo, toStartOfHour(minute)) IN (
      SELECT crossing.1, toStartOfHour(crossing.2) FROM (SELECT arrayJoin(crossings) AS crossing)
    )
    AND minute >= crossings[indexOf(crossings.1, toString(slo))].2
    AND minute < last
)
WHERE spent > 0 AND spent >= {allowed:Array(Float64)}[i]
GROUP BY slo
SETTINGS do_not_merge_across_partitions_select_final = 1
