-- How each SLO stands: its newest evaluation.
-- out: one row an SLO that was ever evaluated; `evaluated_at` says how fresh it is
-- Repeats: of evaluations stored twice one is taken.
CREATE OR REPLACE VIEW slo_status{{on_cluster}} AS
SELECT *
FROM slo_history
ORDER BY slo, evaluated_at DESC
LIMIT 1 BY slo;
