-- How many of the rules that apply are obeyed, by the last check of each account, region and rule.
-- in: account ('' for all)   out: one row; what was not applicable or not decided is neither
-- Repeats: compliance_checks holds each check once.
SELECT
  countIf(last = 'compliant') AS compliant,
  countIf(last IN ('compliant', 'non_compliant')) AS checked
FROM (
  SELECT argMax(toString(status), (compliance_checks.time, event_id)) AS last
  FROM compliance_checks
  WHERE {account:String} = '' OR target_account = {account:String}
  GROUP BY target_account, region, rule
)
