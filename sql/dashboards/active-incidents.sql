-- Incidents that were opened and not resolved, the most severe first.
SELECT severity, target_account AS account, incident_id, opened, cause
FROM (
  SELECT
    target_account,
    incident_id,
    min(coalesce(opened_at, time)) AS opened,
    argMax(severity, time) AS severity,
    argMax(cause, time) AS cause,
    max(status = 'resolved') AS is_resolved
  FROM incidents
  WHERE ${account:sqlstring} IN ('*', target_account)
  GROUP BY target_account, incident_id
)
WHERE NOT is_resolved
ORDER BY severity, opened
