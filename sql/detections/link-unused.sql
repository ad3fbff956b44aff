-- Links that may be used and were not for 30 days.
-- in: from, to (UTC, half-open; of the registry's writing)   out: the detection contract, one row for each link
-- Reads the newest writing of the registry (docs/links.md), which holds how links stand and no single events.
SELECT
  concat(source_account, '/', role, '/', target_account) AS subject,
  computed_at AS at,
  concat('Link ', source_account, ' / ', role, ' / ', target_account, ' was not used for ', if(unused_90d, '90', '30'), ' days and more', if(last_used IS NULL, ': never, as far as is known', concat(', last on ', toString(toDate(assumeNotNull(last_used))))), '.') AS summary,
  toString(source_account) AS source_account,
  toString(target_account) AS target_account,
  toString(role) AS role
FROM link_registry FINAL
WHERE computed_at = (SELECT max(computed_at) FROM link_registry)
  AND computed_at >= {from:DateTime}
  AND unused_30d
