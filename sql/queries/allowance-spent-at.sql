-- The minute in which the count of one target account first reached what a window allows; of hours that are rolled up
-- the hour. No row when none did.
-- in: slo, from, to (half-open), rolled (hours that end at or before it are rolled up), allowed   out: spent_s
-- Every minute and hour that ever counted has a row, zeros included.
SELECT toUnixTimestamp(min(start)) AS spent_s
FROM (
  SELECT start, sum(counted) OVER (PARTITION BY target_account ORDER BY start) AS spent
  FROM (
    SELECT target_account, hour AS start, total AS counted
    FROM slo_links_hour FINAL
    WHERE slo = {slo:String} AND hour >= {from:DateTime} AND hour < least({to:DateTime}, {rolled:DateTime})
    UNION ALL
    SELECT target_account, minute AS start, total AS counted
    FROM slo_links_minute FINAL
    WHERE slo = {slo:String} AND minute >= greatest({from:DateTime}, {rolled:DateTime}) AND minute < {to:DateTime}
  )
)
WHERE spent > 0 AND spent >= {allowed:Float64}
HAVING count() > 0
