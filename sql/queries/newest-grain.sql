-- The newest minute (start of a grain) of a range in which an SLO had anything to tell; no row when it had nothing.
-- in: slo, from, to (half-open)   out: start_s
SELECT toUnixTimestamp(minute) AS start_s
FROM slo_totals_minute FINAL
WHERE slo = {slo:String}
  AND minute >= {from:DateTime}
  AND minute < {to:DateTime}
  AND (total > 0 OR excluded > 0 OR notEmpty(breakdown))
ORDER BY minute DESC
LIMIT 1
