-- The hour in which the count of one target account first reached what a window allows; no row when none did.
-- in: slo, from, to (half-open), allowed   out: spent_s
-- Links are kept by the hour as long as totals are; every one that ever counted has a row, zeros included.
SELECT toUnixTimestamp(min(hour)) AS spent_s
FROM (
  SELECT hour, sum(counted) OVER (PARTITION BY target_account ORDER BY hour) AS spent
  FROM (
    SELECT target_account, hour, sum(total) AS counted
    FROM slo_links_hour FINAL
    WHERE slo = {slo:String} AND hour >= {from:DateTime} AND hour < {to:DateTime}
    GROUP BY target_account, hour
  )
)
WHERE spent > 0 AND spent >= {allowed:Float64}
HAVING count() > 0
