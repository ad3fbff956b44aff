-- The SLOs that exclusions name, cancelled ones included: no other SLO counts what they count. out: slo
SELECT DISTINCT toString(slo) AS slo
FROM exclusions
WHERE slo != ''
