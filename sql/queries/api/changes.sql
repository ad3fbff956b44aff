-- When results last changed: for a page that asks whether to read again.
-- in: since (ms since 1970)   out: one row; null: nothing since then
-- Bounded to recent evaluations; alerts change rarely. Repeats: the newest of equal rows is the same.
SELECT
  (SELECT maxOrNull(evaluated_at) FROM slo_evaluations WHERE evaluated_at >= fromUnixTimestamp64Milli({since:Int64})) AS evaluated_at,
  (SELECT maxOrNull(decided_at) FROM slo_alerts) AS alerts_changed_at,
  (SELECT maxOrNull(computed_at) FROM link_registry) AS links_computed_at
