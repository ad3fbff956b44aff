-- What was decided last of every alert of an SLO, as of a moment.
-- in: slo, at_ms (since 1970)   out: a row per alert; since_ms and decided_ms since 1970
-- Repeats: a decision stored twice is taken once.
SELECT
  alert,
  severity,
  state,
  firing,
  toUnixTimestamp64Milli(since) AS since_ms,
  toUnixTimestamp64Milli(slo_alerts.decided_at) AS decided_ms,
  reason
FROM slo_alerts
WHERE slo = {slo:String} AND slo_alerts.decided_at <= fromUnixTimestamp64Milli({at_ms:Int64})
ORDER BY alert, slo_alerts.decided_at DESC
LIMIT 1 BY alert
