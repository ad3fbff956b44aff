-- When SLOs were last evaluated, and how far their tiers are computed.
-- in: slos   out: slo, computed_to; no row where tiers were never computed
SELECT
  slo,
  max(computed_to) AS computed_to
FROM slo_progress
WHERE slo IN {slos:Array(String)}
GROUP BY slo
