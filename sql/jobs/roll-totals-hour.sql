-- Rolls the totals of minutes into hours. in: slos, from, to (whole hours, half-open), version
-- Every minute that ever counted has a row, zeros included, so no hour can keep what its minutes lost.
INSERT INTO slo_totals_hour
SELECT
  slo,
  toStartOfHour(minute) AS hour,
  sum(good) AS good,
  sum(total) AS total,
  sum(excluded) AS excluded,
  sum(excluded_good) AS excluded_good,
  sum(excluded_total) AS excluded_total,
  sum(pending) AS pending,
  sumMap(breakdown) AS breakdown,
  sumMap(measures) AS measures,
  quantilesDDMergeState(0.01, 0.5, 0.95, 0.99, 1)(sketch) AS sketch,
  toDateTime64({version:Float64}, 3, 'UTC') AS version
FROM slo_totals_minute FINAL
WHERE slo IN {slos:Array(String)} AND minute >= {from:DateTime} AND minute < {to:DateTime}
GROUP BY slo, hour
