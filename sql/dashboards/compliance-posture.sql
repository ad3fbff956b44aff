-- The share of compliance checks that pass, each rule of each account and region at its newest; what does not apply is out.
SELECT countIf(status = 'compliant') / nullIf(countIf(status IN ('compliant', 'non_compliant')), 0) AS passing
FROM (
  SELECT target_account, region, rule, argMax(status, time) AS status
  FROM compliance_checks
  WHERE ${account:sqlstring} IN ('*', target_account)
  GROUP BY target_account, region, rule
)
