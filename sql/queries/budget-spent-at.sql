-- The minute in which the bad events of a window reached what it allows; no row when they did not.
-- in: slo, from, to (half-open), allowed   out: spent_s
SELECT toUnixTimestamp(minute) AS spent_s
FROM (
  SELECT minute, sum(total - good) OVER (ORDER BY minute) AS spent
  FROM slo_totals_minute FINAL
  WHERE slo = {slo:String} AND minute >= {from:DateTime} AND minute < {to:DateTime}
)
WHERE spent > 0 AND spent >= {allowed:Float64}
ORDER BY minute
LIMIT 1
