-- How far the tiers of some SLOs are computed, and of which definition. No row where nothing is known, where they were
-- begun and not finished, or where they are so far behind that marks of changes are no longer kept (30 days).
-- in: slos   out: slo, checksum, computed_s (Unix seconds, fractional)
SELECT
  slo,
  argMax(checksum, written_at) AS checksum,
  toFloat64(argMax(computed_to, written_at)) AS computed_s
FROM slo_progress
WHERE slo IN {slos:Array(String)}
GROUP BY slo
HAVING argMax(computed_to, written_at) > now() - INTERVAL 29 DAY
