-- Findings of an account whose newest update says open, the most severe first; samples left out.
SELECT finding_id, newest.1 AS finding_type, newest.2 AS severity, arisen
FROM (
  SELECT
    finding_id,
    min(time) AS arisen,
    argMax(tuple(finding_type, severity, status, sample), coalesce(updated_at, time)) AS newest
  FROM findings
  WHERE target_account = ${account:sqlstring}
  GROUP BY finding_id
)
WHERE newest.3 = 'open' AND NOT newest.4
ORDER BY severity DESC, arisen DESC
