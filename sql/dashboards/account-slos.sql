-- How an account stands in each SLO: on all links into it together, and the worst of them.
SELECT
  slo,
  sum(standing.good) AS good,
  sum(standing.total) AS total,
  good / nullIf(total, 0) AS value,
  min(standing.budget_remaining_ratio) AS worst_budget_left
FROM slo_link_standing AS standing
WHERE target_account = ${account:sqlstring}
GROUP BY slo
ORDER BY worst_budget_left ASC NULLS LAST, slo
