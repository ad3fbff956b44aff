-- Each change of an SLO's alerts in the range, the newest first, with the reason as it was known then.
SELECT decided_at, alert, severity, state, firing, reason
FROM slo_alerts
WHERE slo = ${slo:sqlstring} AND decided_at >= $__fromTime AND decided_at <= $__toTime
ORDER BY decided_at DESC
LIMIT 500
