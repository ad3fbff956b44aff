-- The last evaluation of an SLO that was kept up to a moment; no row where there was none.
-- in: slo, at_ms (since 1970)   out: times in ms since 1970, null where there is none
-- Repeats: an evaluation stored twice is taken once.
SELECT
  toUnixTimestamp64Milli(slo_evaluations.evaluated_at) AS evaluated_ms,
  status,
  objective,
  good,
  total,
  excluded,
  ratio,
  budget_allowed,
  budget_consumed,
  budget_remaining_ratio,
  toUnixTimestamp(exhausted_at) * 1000 AS exhausted_ms,
  toUnixTimestamp(exhausts_at) * 1000 AS exhausts_ms,
  burn_rates,
  window_events,
  breakdown,
  input_complete,
  input_waiting
FROM slo_evaluations
WHERE slo = {slo:String} AND slo_evaluations.evaluated_at <= fromUnixTimestamp64Milli({at_ms:Int64})
ORDER BY slo_evaluations.evaluated_at DESC
LIMIT 1
