-- The fifty worst links of an SLO: those that burn fastest, then those with least budget left.
SELECT
  concat(source_account, '/', role, '/', target_account) AS link,
  good,
  total,
  ratio AS value,
  budget_remaining_ratio AS budget_left,
  burn_rate_1h
FROM slo_link_standing
WHERE slo = ${slo:sqlstring} AND total > 0
ORDER BY burn_rate_1h DESC NULLS LAST, budget_left ASC NULLS LAST, link
LIMIT 50
