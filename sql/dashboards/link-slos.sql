-- How a link stands in each SLO.
SELECT slo, good, total, ratio AS value, budget_remaining_ratio AS budget_left, burn_rate_1h
FROM slo_link_standing
WHERE concat(source_account, '/', role, '/', target_account) = ${link:sqlstring}
ORDER BY budget_left ASC NULLS LAST, slo
