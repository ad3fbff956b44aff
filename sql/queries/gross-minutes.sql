-- What an SLO counted for the accounts of one link, with what exclusions cover: for a game day, which is excluded.
-- in: slo, target, source (the account that acts: some SLOs count by it), from, to (half-open, within the days for which links are kept by the minute)
-- out: one row: minutes (seconds since 1970), good, total, excluded (none): arrays of one length, in order
-- Repeats and late data: FINAL keeps the newest computation of a minute.
SELECT
  groupArray(start_s) AS minutes,
  groupArray(gross_good) AS good,
  groupArray(gross_total) AS total,
  groupArray(0) AS excluded
FROM (
  SELECT
    toUnixTimestamp(minute) AS start_s,
    sum(slo_links_minute.good + excluded_good) AS gross_good,
    sum(slo_links_minute.total + excluded_total) AS gross_total
  FROM slo_links_minute FINAL
  WHERE slo = {slo:String} AND (target_account = {target:String} OR source_account = {source:String})
    AND minute >= {from:DateTime} AND minute < {to:DateTime}
  GROUP BY start_s
  HAVING gross_total > 0
  ORDER BY start_s
)
