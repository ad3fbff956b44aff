-- The exclusions that were added or cancelled since a moment. Without FINAL: a row that was replaced covered something, too.
-- in: since (Unix seconds, fractional)   out: slo (empty: all), from_s, to_s, changed_s
SELECT
  slo,
  toUnixTimestamp64Milli(starts_at) / 1000 AS from_s,
  toUnixTimestamp64Milli(ends_at) / 1000 AS to_s,
  toFloat64(changed_at) AS changed_s
FROM exclusions
WHERE changed_at > toDateTime64({since:Float64}, 3, 'UTC')
