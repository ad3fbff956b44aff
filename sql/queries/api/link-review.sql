-- Links that somebody should look at, each with why: unused, unowned, overlapping, expiring and the like.
-- in: account, role ('' for any), expiring_days   out: a row a link with a reason, the riskiest first, at most 5,000
-- Repeats: the newest writing of the registry holds each link once.
SELECT
  source_account,
  role,
  target_account,
  owner,
  team,
  state,
  last_used,
  expires_at,
  risk_score,
  arrayFilter(
    (reason, holds) -> holds,
    ['unused', 'unowned', 'overlapping', 'expiring', 'undeclared', 'without_consent', 'ended_in_use'],
    [
      unused_30d,
      unowned,
      overlapping,
      ifNull(expires_at BETWEEN now() AND now() + toIntervalDay({expiring_days:UInt16}), false),
      undeclared_in_use,
      without_consent,
      expired_in_use OR not_granted_in_use
    ]
  ) AS reasons,
  computed_at
FROM link_registry FINAL
WHERE computed_at = (SELECT max(computed_at) FROM link_registry)
  AND notEmpty(reasons)
  AND ({account:String} = '' OR source_account = {account:String} OR target_account = {account:String})
  AND ({role:String} = '' OR role = {role:String})
ORDER BY risk_score DESC, target_account, source_account, role
LIMIT 5000
