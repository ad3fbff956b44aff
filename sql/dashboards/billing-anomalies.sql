-- Services that cost far more than usual on a day of the range, the newest first.
SELECT day, account, service, toFloat64(cost) AS cost, toFloat64(median) AS usual, currency
FROM billing_anomalies
WHERE verdict = 'anomaly'
  AND NOT is_excluded
  AND day >= toDate($__fromTime) AND day <= toDate($__toTime)
  AND ${account:sqlstring} IN ('*', account)
ORDER BY day DESC, cost DESC
LIMIT 100
