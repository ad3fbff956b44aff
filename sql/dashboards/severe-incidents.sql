-- Incidents of severity 1 and 2 that were opened in the last 30 days, each once, and those still open.
SELECT count() AS opened, countIf(NOT is_resolved) AS still_open
FROM (
  SELECT incident_id, min(coalesce(opened_at, time)) AS began, max(status = 'resolved') AS is_resolved
  FROM incidents
  WHERE severity IN ('sev1', 'sev2') AND ${account:sqlstring} IN ('*', target_account)
  GROUP BY target_account, incident_id
)
WHERE began > now() - INTERVAL 30 DAY
