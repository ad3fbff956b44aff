-- What an SLO of a count counted for each target account, by the hour, and from `by_minute` on by the minute.
-- in: slo, from, to (half-open), by_minute (a full hour; links by the minute are kept for some days only)
-- out: account, start_s, count; in order of time
-- Repeats and late data: FINAL keeps the newest computation.
SELECT account, toUnixTimestamp(start) AS start_s, sum(counted) AS count
FROM (
  SELECT target_account AS account, hour AS start, total AS counted
  FROM slo_links_hour FINAL
  WHERE slo = {slo:String} AND hour >= {from:DateTime} AND hour < least({to:DateTime}, {by_minute:DateTime})
  UNION ALL
  SELECT target_account AS account, minute AS start, total AS counted
  FROM slo_links_minute FINAL
  WHERE slo = {slo:String} AND minute >= greatest({from:DateTime}, {by_minute:DateTime}) AND minute < {to:DateTime}
)
WHERE counted > 0
GROUP BY account, start
ORDER BY start, account
