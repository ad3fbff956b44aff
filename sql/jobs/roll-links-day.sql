-- Rolls the links of hours into days. in: slos, from, to (whole days, half-open), version
-- Every hour that ever counted has a row, zeros included, so no day can keep what its hours lost.
INSERT INTO slo_links_day
SELECT
  slo,
  toStartOfDay(hour) AS day,
  source_account,
  target_account,
  role,
  sum(good) AS good,
  sum(total) AS total,
  sum(excluded) AS excluded,
  sum(excluded_good) AS excluded_good,
  sum(excluded_total) AS excluded_total,
  toDateTime64({version:Float64}, 3, 'UTC') AS version
FROM slo_links_hour FINAL
WHERE slo IN {slos:Array(String)} AND hour >= {from:DateTime} AND hour < {to:DateTime}
GROUP BY slo, day, source_account, target_account, role
