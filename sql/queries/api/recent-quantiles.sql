-- Quantiles of what an SLO times, over the minutes of a short range.
-- in: slo, from, to   out: one row: quantiles_ms (p50, p95, p99, max; null where nothing was measured), total
-- A row lies in the partition of its time, so partitions need no merging with each other.
SELECT
  quantilesDDMerge(0.01, 0.5, 0.95, 0.99, 1)(sketch) AS quantiles_ms,
  sum(slo_totals_minute.total) AS total
FROM slo_totals_minute FINAL
WHERE slo = {slo:String}
  AND minute >= {from:DateTime}
  AND minute < {to:DateTime}
SETTINGS do_not_merge_across_partitions_select_final = 1
