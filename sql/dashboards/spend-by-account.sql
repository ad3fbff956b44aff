-- What each account was billed in the range: in all, through links, and without a workload.
SELECT
  account,
  currency,
  toFloat64(sum(amount)) AS billed,
  toFloat64(sum(linked_amount)) AS through_links,
  toFloat64(sumIf(amount, is_untagged)) AS without_workload
FROM cost_by_workload
WHERE day >= toDate($__fromTime) AND day <= toDate($__toTime)
  AND ${account:sqlstring} IN ('*', account)
GROUP BY account, currency
ORDER BY billed DESC
