-- What an account was billed each day of the range, by service.
SELECT toDateTime(day) AS time, service, toFloat64(sum(amount)) AS billed
FROM cost_samples
WHERE target_account = ${account:sqlstring}
  AND day >= toDate($__fromTime) AND day <= toDate($__toTime)
GROUP BY time, service
ORDER BY time
