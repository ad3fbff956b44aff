-- Alerts of SLOs whose newest decision says that they fire or stand still, with the reason.
SELECT
  slo,
  alert,
  newest.1 AS severity,
  newest.2 AS state,
  newest.4 AS since,
  newest.5 AS reason
FROM (
  SELECT slo, alert, argMax(tuple(severity, state, firing, since, reason), decided_at) AS newest
  FROM slo_alerts
  GROUP BY slo, alert
)
WHERE newest.3 OR state = 'frozen'
ORDER BY newest.3 DESC, severity, since DESC
