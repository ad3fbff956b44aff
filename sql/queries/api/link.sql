-- One link of the registry, with everything known of it.
-- in: source_account, role, target_account   out: one row, or none
-- Bounded by the table's key. Repeats: two replicas that write at once write the same; one that is gone from the registry is not told.
SELECT *
FROM link_registry
WHERE target_account = {target_account:String}
  AND role = {role:String}
  AND source_account = {source_account:String}
  AND computed_at = (SELECT max(computed_at) FROM link_registry)
LIMIT 1
