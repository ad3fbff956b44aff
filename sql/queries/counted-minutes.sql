-- What an SLO counted, minute by minute, for replaying its alerts over history.
-- in: slo, from, to (half-open)   out: one row: minutes (seconds since 1970), good, total, excluded: arrays of one length, in order
-- Minutes in which nothing was told are left out. As arrays, since 60 days of rows would take longer to read than to count.
-- Repeats and late data: FINAL keeps the newest computation of a minute.
SELECT
  groupArray(start_s) AS minutes,
  groupArray(counted_good) AS good,
  groupArray(counted_total) AS total,
  groupArray(counted_excluded) AS excluded
FROM (
  SELECT
    toUnixTimestamp(minute) AS start_s,
    slo_totals_minute.good AS counted_good,
    slo_totals_minute.total AS counted_total,
    slo_totals_minute.excluded AS counted_excluded
  FROM slo_totals_minute FINAL
  WHERE slo = {slo:String}
    AND minute >= {from:DateTime}
    AND minute < {to:DateTime}
    AND (slo_totals_minute.total > 0 OR slo_totals_minute.excluded > 0 OR notEmpty(breakdown))
  ORDER BY minute
)
SETTINGS do_not_merge_across_partitions_select_final = 1
