-- What administrators did in a short range: policies changed, links changed, exclusions added or cancelled.
-- in: from, to, account, role ('' for any), most   out: up to `most` rows, the latest first
-- Repeats: the views hold each event once.
SELECT *
FROM (
  SELECT
    time,
    'policy_change' AS kind,
    toString(if(actor = '', principal, actor)) AS who,
    concat(if(planned, 'planned ', ''), toString(change_type), if(policy = '', '', concat(' of ', policy))) AS what,
    toString(source_account) AS source_account,
    toString(role) AS role,
    toString(target_account) AS target_account
  FROM policy_changes
  WHERE time >= {from:DateTime} AND time < {to:DateTime}
  UNION ALL
  SELECT
    time,
    'link_lifecycle',
    toString(principal),
    concat('link ', replaceAll(toString(transition), '_', ' ')),
    toString(source_account),
    toString(role),
    toString(target_account)
  FROM link_lifecycles
  WHERE time >= {from:DateTime} AND time < {to:DateTime}
  UNION ALL
  SELECT
    changed_at,
    'exclusion',
    if(cancelled_at IS NULL, author, cancelled_by),
    concat(if(cancelled_at IS NULL, 'exclusion added: ', 'exclusion cancelled: '), exclusions.reason),
    '',
    exclusions.role,
    account
  FROM exclusions FINAL
  WHERE changed_at >= {from:DateTime} AND changed_at < {to:DateTime}
)
WHERE ({account:String} = '' OR source_account = {account:String} OR target_account = {account:String})
  AND ({role:String} = '' OR role = {role:String})
ORDER BY time DESC
LIMIT {most:UInt32}
