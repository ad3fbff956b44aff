-- The last state of every alert of some SLOs.
-- in: slos   out: a row per SLO and alert that was ever decided; since_ms since 1970
-- Repeats: a decision stored twice is taken once. Bounded by the changes kept, which are few: rows exist only for those.
SELECT
  slo,
  alert,
  severity,
  state,
  firing,
  toUnixTimestamp64Milli(since) AS since_ms
FROM slo_alerts
WHERE slo IN {slos:Array(String)}
ORDER BY slo, alert, decided_at DESC
LIMIT 1 BY slo, alert
