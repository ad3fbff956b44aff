-- Every evaluation of every SLO: what was believed, and when.
-- out: one row an evaluation
-- Repeats: an evaluation stored twice stands twice, in equal rows; what it says stays true.
CREATE OR REPLACE VIEW slo_history{{on_cluster}} AS
SELECT
  slo,
  evaluated_at,
  window_from,
  window_to,
  kind,
  status,
  objective,
  good,
  total,
  excluded,
  pending,
  ratio,
  gross_good,
  gross_total,
  budget_allowed,
  budget_consumed,
  budget_remaining_ratio,
  budget_remaining_count,
  exhausted_at,
  exhausts_at,
  burn_rates,
  breakdown,
  slo_evaluations.values AS measured,
  input_complete,
  input_waiting,
  newest_event
FROM slo_evaluations;
