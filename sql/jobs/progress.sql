-- How far the tiers of an SLO are computed; no row where they are another definition's, were begun and not
-- finished, or are so far behind that marks of changes are no longer kept (30 days).
-- in: slo, checksum   out: computed_s (Unix seconds, fractional)
SELECT toFloat64(computed_to) AS computed_s
FROM (
  SELECT checksum, computed_to
  FROM slo_progress
  WHERE slo = {slo:String}
  ORDER BY written_at DESC
  LIMIT 1
)
WHERE checksum = {checksum:String} AND computed_to > now() - INTERVAL 29 DAY
