-- The newest evaluation of each SLO: what is breached first, then what has least budget left.
SELECT
  slo,
  status,
  ratio AS value,
  if(kind = 'count', NULL, objective) AS objective,
  budget_remaining_ratio AS budget_left,
  budget_remaining_count AS allowance_left,
  coalesce(exhausted_at, exhausts_at) AS runs_out
FROM slo_status
ORDER BY status = 'breached' DESC, budget_left ASC NULLS LAST, slo
