-- What was billed each day of the range, in all and for what was done through links.
SELECT
  toDateTime(day) AS time,
  toFloat64(sum(amount)) AS billed,
  toFloat64(sum(linked_amount)) AS through_links
FROM cost_by_workload
WHERE day >= toDate($__fromTime) AND day <= toDate($__toTime)
  AND ${account:sqlstring} IN ('*', account)
GROUP BY time
ORDER BY time
