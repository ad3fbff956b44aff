-- The risk score of a link.
SELECT risk_score
FROM links
WHERE concat(source_account, '/', role, '/', target_account) = ${link:sqlstring}
