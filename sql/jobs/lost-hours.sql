-- The hours that cannot be computed again: they counted something, so long ago that it is no longer kept.
-- in: slo, from, to, computed_before   out: hour_s
SELECT toUnixTimestamp(hour) AS hour_s
FROM slo_totals_hour FINAL
WHERE slo = {slo:String}
  AND hour >= {from:DateTime}
  AND hour < {to:DateTime}
  AND version < {computed_before:DateTime}
  AND total + excluded > 0
ORDER BY hour
