-- What links were granted and do not use, and what they do that nobody granted.
-- in: account, role ('' for any)   out: a row a link with either, the riskiest first, at most 5,000
-- Repeats: the newest writing of the registry holds each link once.
SELECT
  source_account,
  role,
  target_account,
  owner,
  team,
  state,
  permissions_granted,
  granted_unused,
  used_not_granted,
  risk_score,
  computed_at
FROM link_registry FINAL
WHERE computed_at = (SELECT max(computed_at) FROM link_registry)
  AND (notEmpty(granted_unused) OR notEmpty(used_not_granted))
  AND state NOT IN ('revoked', 'consent_revoked', 'expired')
  AND ({account:String} = '' OR source_account = {account:String} OR target_account = {account:String})
  AND ({role:String} = '' OR role = {role:String})
ORDER BY notEmpty(used_not_granted) DESC, risk_score DESC, target_account, source_account, role
LIMIT 5000
