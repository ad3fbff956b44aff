-- How many links there are, and what they risk.
-- in: account, role ('' for any)   out: one row
-- Repeats: the newest writing of the registry holds each link once.
SELECT
  count() AS links,
  countIf(state = 'active') AS active,
  countIf(last_used > now() - INTERVAL 30 DAY) AS used_30d,
  countIf(undeclared_in_use) AS undeclared,
  avgOrNullIf(risk_score, state IN ('granted', 'active', 'undeclared')) AS mean_risk_score,
  max(risk_score) AS highest_risk_score,
  countIf(risk_score >= 30) AS risky
FROM link_registry FINAL
WHERE computed_at = (SELECT max(computed_at) FROM link_registry)
  AND ({account:String} = '' OR source_account = {account:String} OR target_account = {account:String})
  AND ({role:String} = '' OR role = {role:String})
