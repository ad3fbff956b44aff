-- Findings of severity 9 and above whose newest update says open; samples left out.
SELECT account, finding_id, newest.1 AS finding_type, newest.2 AS severity, arisen
FROM (
  SELECT
    target_account AS account,
    finding_id,
    min(time) AS arisen,
    argMax(tuple(finding_type, severity, status, sample), coalesce(updated_at, time)) AS newest
  FROM findings
  WHERE ${account:sqlstring} IN ('*', target_account)
  GROUP BY account, finding_id
)
WHERE severity >= 9 AND newest.3 = 'open' AND NOT newest.4
ORDER BY arisen DESC
