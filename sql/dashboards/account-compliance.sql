-- Rules of an account whose newest check does not pass.
SELECT rule, region, status, checked
FROM (
  SELECT rule, region, argMax(status, time) AS status, max(time) AS checked
  FROM compliance_checks
  WHERE target_account = ${account:sqlstring}
  GROUP BY rule, region
)
WHERE status != 'compliant'
ORDER BY checked DESC
