-- How many of the rules that apply are obeyed, by account, by the last check of each account, region and rule.
-- out: a row an account; what was not applicable or not decided is neither
-- Repeats: compliance_checks holds each check once.
SELECT
  account,
  countIf(last = 'compliant') AS compliant,
  countIf(last IN ('compliant', 'non_compliant')) AS checked
FROM (
  SELECT
    toString(target_account) AS account,
    argMax(toString(status), (compliance_checks.time, event_id)) AS last
  FROM compliance_checks
  GROUP BY account, region, rule
)
GROUP BY account
