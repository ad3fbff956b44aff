-- The hours that hold results of an SLO. in: slo, from   out: hour_s
SELECT toUnixTimestamp(hour) AS hour_s
FROM slo_totals_hour
WHERE slo = {slo:String} AND hour >= {from:DateTime}
GROUP BY hour
ORDER BY hour
