-- What a link was granted and what it is used for, with the last use; the newest use first.
SELECT operation, granted, last_used
FROM (
  SELECT operation, false AS granted, last_used
  FROM link_operations
  WHERE concat(source_account, '/', role, '/', target_account) = ${link:sqlstring} AND operation != ''
  UNION ALL
  SELECT arrayJoin(permissions_granted) AS operation, true AS granted, NULL AS last_used
  FROM links
  WHERE concat(source_account, '/', role, '/', target_account) = ${link:sqlstring}
)
ORDER BY last_used DESC NULLS LAST, operation
