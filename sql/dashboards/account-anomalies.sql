-- Services of an account that cost far more than usual in the range, or are new.
SELECT day, service, verdict, toFloat64(cost) AS cost, toFloat64(median) AS usual, currency
FROM billing_anomalies
WHERE account = ${account:sqlstring}
  AND day >= toDate($__fromTime) AND day <= toDate($__toTime)
  AND NOT is_excluded
ORDER BY day DESC, cost DESC
LIMIT 100
