-- The hours that hold results of an SLO, the present one included, which is not rolled up yet. in: slo, from   out: hour_s
SELECT toUnixTimestamp(toStartOfHour(minute)) AS hour_s
FROM slo_totals_minute
WHERE slo = {slo:String} AND minute >= {from:DateTime}
GROUP BY hour_s
ORDER BY hour_s
