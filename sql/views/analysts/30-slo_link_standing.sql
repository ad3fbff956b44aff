-- How each link (or account) stands in each SLO: its newest evaluation.
-- out: one row an SLO and link
-- Repeats: FINAL keeps the newest evaluation of a link.
CREATE OR REPLACE VIEW slo_link_standing{{on_cluster}} AS
SELECT
  slo,
  source_account,
  role,
  target_account,
  evaluated_at,
  good,
  total,
  excluded,
  if(total = 0, NULL, good / total) AS ratio,
  budget_remaining_ratio,
  burn_rate_1h
FROM slo_link_status FINAL;
