-- How many links are used, how many are at risk, and how high the risk is.
SELECT
  countIf(last_used > now() - INTERVAL 30 DAY) AS in_use,
  countIf(risk_score >= 50) AS at_risk,
  max(risk_score) AS highest_score
FROM links
WHERE ${account:sqlstring} IN ('*', source_account, target_account)
  AND ${role:sqlstring} IN ('*', role)
