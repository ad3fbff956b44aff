-- What SLOs counted on each day of a range, as it is known now: the small line beside a value.
-- in: slos, from, to   out: slo, day, good, total; no row for a day without a row in the tier
-- Reads the hours of totals: some 720 rows an SLO for 30 days.
-- A row lies in the partition of its time, so partitions need no merging with each other.
SELECT
  slo,
  toDate(hour) AS day,
  sum(good) AS good,
  sum(total) AS total
FROM slo_totals_hour FINAL
WHERE slo IN {slos:Array(String)}
  AND hour >= {from:DateTime}
  AND hour < {to:DateTime}
GROUP BY slo, day
ORDER BY slo, day
SETTINGS do_not_merge_across_partitions_select_final = 1
