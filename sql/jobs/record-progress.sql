-- Notes how far the tiers of some SLOs are computed; 0 when they are begun.
-- in: slos, checksums, computed (Unix seconds, fractional): arrays of one length
INSERT INTO slo_progress (slo, checksum, computed_to)
SELECT slo, checksum, toDateTime64(computed_s, 3, 'UTC')
FROM (SELECT 1)
ARRAY JOIN
  {slos:Array(String)} AS slo,
  {checksums:Array(String)} AS checksum,
  {computed:Array(Float64)} AS computed_s
