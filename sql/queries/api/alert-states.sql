-- The state of every alert of some SLOs as of a moment, with its reason.
-- in: slos, until (ms since 1970)   out: a row per SLO and alert that was decided by then
-- Repeats: a decision stored twice is taken once. Bounded by the changes kept, which are few.
SELECT
  slo,
  alert,
  severity,
  state,
  firing,
  since,
  decided_at,
  reason
FROM slo_alerts
WHERE slo IN {slos:Array(String)}
  AND slo_alerts.decided_at <= fromUnixTimestamp64Milli({until:Int64})
ORDER BY slo, alert, decided_at DESC
LIMIT 1 BY slo, alert
