-- Links from an account and into it, the riskiest first.
SELECT
  concat(source_account, '/', role, '/', target_account) AS link,
  if(target_account = ${account:sqlstring}, 'into it', 'from it') AS direction,
  state,
  risk_score,
  last_used
FROM links
WHERE ${account:sqlstring} IN (source_account, target_account)
ORDER BY risk_score DESC, link
LIMIT 100
