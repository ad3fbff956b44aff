-- Rolls the links of recent minutes into hours. in: slos, from, to (whole hours, half-open), version
-- Only for hours whose minutes are all kept. Every minute that ever counted has a row, zeros included.
INSERT INTO slo_links_hour
SELECT
  slo,
  toStartOfHour(minute) AS hour,
  source_account,
  target_account,
  role,
  sum(good) AS good,
  sum(total) AS total,
  sum(excluded) AS excluded,
  sum(excluded_good) AS excluded_good,
  sum(excluded_total) AS excluded_total,
  toDateTime64({version:Float64}, 3, 'UTC') AS version
FROM slo_links_minute FINAL
WHERE slo IN {slos:Array(String)} AND minute >= {from:DateTime} AND minute < {to:DateTime}
GROUP BY slo, hour, source_account, target_account, role
