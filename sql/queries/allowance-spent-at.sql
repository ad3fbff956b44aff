-- The minute in which the count of one target account first reached what a window allows, for each of some; of hours that
-- are rolled up the hour. No row where none did.
-- in: slos, starts, ends, rolled, allowed (arrays of one length, an entry an SLO: its window, half-open; hours that end at
--     or before `rolled` are rolled up; the events allowed)   out: slo, spent_s
-- Every minute and hour that ever counted has a row, zeros included.
WITH
  indexOf({slos:Array(String)}, toString(slo)) AS i,
  {starts:Array(DateTime)}[i] AS first,
  {ends:Array(DateTime)}[i] AS last,
  {rolled:Array(DateTime)}[i] AS rolled_to
SELECT slo, toUnixTimestamp(min(start)) AS spent_s
FROM (
  SELECT slo, start, sum(counted) OVER (PARTITION BY slo, target_account ORDER BY start) AS spent
  FROM (
    SELECT slo, target_account, hour AS start, total AS counted
    FROM slo_links_hour FINAL
    WHERE slo IN {slos:Array(String)} AND hour >= first AND hour < least(last, rolled_to)
    UNION ALL
    SELECT slo, target_account, minute AS start, total AS counted
    FROM slo_links_minute FINAL
    WHERE slo IN {slos:Array(String)} AND minute >= greatest(first, rolled_to) AND minute < last
  )
)
WHERE spent > 0 AND spent >= {allowed:Array(Float64)}[i]
GROUP BY slo
