-- The newest evaluation of each of some SLOs among those of a time, with everything that `report` prints.
-- in: slos, since, until (ms since 1970, both included)   out: one row per SLO that has one
-- Bounded by the primary key (slo, evaluated_at). Repeats: an evaluation stored twice is taken once.
SELECT
  slo,
  evaluated_at,
  toDateTime64(window_from, 3) AS window_from,
  toDateTime64(window_to, 3) AS window_to,
  status,
  good,
  total,
  excluded,
  gross_good,
  gross_total,
  pending,
  ratio,
  budget_allowed,
  budget_consumed,
  budget_remaining_ratio,
  budget_remaining_count,
  toDateTime64(exhausted_at, 3) AS exhausted_at,
  toDateTime64(exhausts_at, 3) AS exhausts_at,
  burn_rates,
  window_events,
  breakdown,
  values,
  input_complete,
  input_waiting,
  newest_event
FROM slo_evaluations
WHERE slo IN {slos:Array(String)}
  AND evaluated_at >= fromUnixTimestamp64Milli({since:Int64})
  AND evaluated_at <= fromUnixTimestamp64Milli({until:Int64})
ORDER BY slo, evaluated_at DESC
LIMIT 1 BY slo
