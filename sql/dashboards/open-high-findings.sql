-- Findings of severity 7 and above whose newest update says open, each once; samples left out.
SELECT countIf(severity >= 9) AS critical, countIf(severity < 9) AS high
FROM (
  SELECT
    finding_id,
    argMax(severity, coalesce(updated_at, time)) AS severity,
    argMax(status, coalesce(updated_at, time)) AS status,
    argMax(sample, coalesce(updated_at, time)) AS sample
  FROM findings
  WHERE ${account:sqlstring} IN ('*', target_account)
  GROUP BY target_account, finding_id
)
WHERE severity >= 7 AND status = 'open' AND NOT sample
