-- How long tokens of a link may live, as it was stated: for indicators that hold lifetimes against it.
-- in: slo (nothing here depends on it), from, to (half-open, of the statements)
-- out: source_account, target_account, role, stated_at, allowed_s
-- Repeats: statements of one link and millisecond are one, the shortest; so no FINAL, which a year of days makes dear.
-- Exclusions have no say: what a link was allowed stays true within a maintenance window.
CREATE OR REPLACE VIEW counted_link_limits{{on_cluster}} AS
SELECT source_account, target_account, role, time AS stated_at, min(max_ttl_s) AS allowed_s
FROM raw_link_lifecycles
WHERE {slo:String} = {slo:String}
  AND time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3)
  AND max_ttl_s IS NOT NULL
GROUP BY source_account, target_account, role, stated_at;
