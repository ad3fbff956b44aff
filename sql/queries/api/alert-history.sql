-- How the alerts of SLOs changed: what was decided, and why, as it was known then.
-- in: slos, from, to, count   out: of each SLO up to `count` rows, its latest first
-- Repeats: a decision stored twice by two replicas is taken once.
SELECT DISTINCT
  slo,
  alert,
  severity,
  decided_at,
  state,
  firing,
  since,
  reason
FROM slo_alerts
WHERE slo IN {slos:Array(String)}
  AND decided_at >= {from:DateTime}
  AND decided_at < {to:DateTime}
ORDER BY slo, decided_at DESC, alert
LIMIT {count:UInt32} BY slo
