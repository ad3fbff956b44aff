-- The newest evaluation of each of some SLOs, for /metrics.
-- in: slos, since_ms (since 1970)   out: one row per SLO that has one since then; times in seconds since 1970, null where there is none
-- Bounded by the primary key (slo, evaluated_at): a recent `since_ms` reads a recent piece of each SLO.
-- Repeats: an evaluation stored twice is taken once.
SELECT
  slo,
  toUnixTimestamp64Milli(evaluated_at) / 1000 AS evaluated_at_s,
  status,
  good,
  total,
  excluded,
  pending,
  ratio,
  budget_remaining_ratio,
  budget_remaining_count,
  toUnixTimestamp(coalesce(exhausted_at, exhausts_at)) AS exhaustion_s,
  burn_rates,
  window_events,
  values,
  input_complete
FROM slo_evaluations
WHERE slo IN {slos:Array(String)}
  AND evaluated_at >= fromUnixTimestamp64Milli({since_ms:Int64})
ORDER BY slo, evaluated_at DESC
LIMIT 1 BY slo
