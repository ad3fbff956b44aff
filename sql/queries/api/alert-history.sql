-- How the alerts of an SLO changed: what was decided, and why, as it was known then.
-- in: slo, from, to, count   out: up to `count` rows, the latest first
-- Repeats: a decision stored twice by two replicas is taken once.
SELECT DISTINCT
  alert,
  severity,
  decided_at,
  state,
  firing,
  since,
  reason
FROM slo_alerts
WHERE slo = {slo:String}
  AND decided_at >= {from:DateTime}
  AND decided_at < {to:DateTime}
ORDER BY decided_at DESC, alert
LIMIT {count:UInt32}
