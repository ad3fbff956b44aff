-- The twenty links of the highest risk score, with the parts that make it.
SELECT
  concat(source_account, '/', role, '/', target_account) AS link,
  risk_score,
  arrayStringConcat(mapKeys(risk_parts), ', ') AS because,
  owner,
  state,
  last_used
FROM links
WHERE risk_score > 0
  AND ${account:sqlstring} IN ('*', source_account, target_account)
  AND ${role:sqlstring} IN ('*', role)
ORDER BY risk_score DESC, link
LIMIT 20
