-- Notes how far the tiers of an SLO are computed; 0 when they are begun.
-- in: slo, checksum, computed_s
INSERT INTO slo_progress (slo, checksum, computed_to)
SELECT {slo:String}, {checksum:String}, toDateTime64({computed_s:Float64}, 3, 'UTC')
