-- How far the tiers of an SLO are computed; no row where its definition is new.
-- in: slo, checksum   out: computed_s (Unix seconds, fractional)
SELECT toFloat64(computed_to) AS computed_s
FROM slo_progress FINAL
WHERE slo = {slo:String} AND checksum = {checksum:String}
