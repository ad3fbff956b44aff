-- The registry of links: those that match, a page of them, in the order asked for.
-- in: account, role, search, state, owner ('' for any), flags (all of which must hold), expiring_days (0: whether or not),
--     sort, descending, limit, offset
-- out: a row a link; matching: how many match in all
-- Repeats: the newest writing of the registry holds each link once.
WITH
  {sort:String} AS by,
  multiIf(
    by = 'risk_score', toFloat64(risk_score),
    by = 'age_days', toFloat64(age_days),
    by = 'tokens_outstanding', toFloat64(tokens_outstanding),
    by = 'last_used', toFloat64(toUnixTimestamp(last_used)),
    by = 'expires_at', toFloat64(toUnixTimestamp(expires_at)),
    0
  ) AS number,
  multiIf(
    by = 'source_account', toString(source_account),
    by = 'role', toString(role),
    by = 'target_account', toString(target_account),
    by = 'owner', owner,
    by = 'state', toString(state),
    ''
  ) AS word
SELECT
  source_account,
  role,
  target_account,
  link_id,
  owner,
  team,
  purpose,
  state,
  declared_at,
  expires_at,
  age_days,
  first_seen,
  last_used,
  tokens_outstanding,
  length(permissions_granted) AS permissions,
  length(operations_used) AS operations,
  length(granted_unused) AS permissions_unused,
  length(used_not_granted) AS operations_not_granted,
  overlapping_links,
  target_criticality,
  arrayFilter(
    (flag, holds) -> holds,
    [
      'undeclared_in_use', 'expired_in_use', 'not_granted_in_use', 'unused_30d', 'unused_90d', 'unowned',
      'without_consent', 'overlapping'
    ],
    [
      undeclared_in_use, expired_in_use, not_granted_in_use, unused_30d, unused_90d, unowned, without_consent,
      overlapping
    ]
  ) AS flags,
  risk_score,
  count() OVER () AS matching,
  computed_at
FROM link_registry FINAL
WHERE computed_at = (SELECT max(computed_at) FROM link_registry)
  AND ({account:String} = '' OR source_account = {account:String} OR target_account = {account:String})
  AND ({role:String} = '' OR role = {role:String})
  AND ({state:String} = '' OR state = {state:String})
  AND ({owner:String} = '' OR owner = {owner:String} OR team = {owner:String})
  AND hasAll(flags, {flags:Array(String)})
  AND (
    {expiring_days:UInt16} = 0
    OR ifNull(expires_at BETWEEN now() AND now() + toIntervalDay({expiring_days:UInt16}), false)
  )
  AND (
    {search:String} = ''
    OR positionCaseInsensitiveUTF8(
      arrayStringConcat([source_account, role, target_account, link_id, owner, team, purpose], ' '), {search:String}
    ) > 0
  )
ORDER BY
  if({descending:Bool}, -number, number) ASC NULLS LAST,
  if({descending:Bool}, '', word) ASC,
  if({descending:Bool}, word, '') DESC,
  target_account, source_account, role
LIMIT {limit:UInt32} OFFSET {offset:UInt32}
