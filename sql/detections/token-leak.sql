-- F3: a token used from an address or an account from which its role was never used before.
-- in: from, to (UTC, half-open)   out: the detection contract, one row for each role, principal and address
-- Known is what succeeded, or asked for the token, more than a day before `from`. A role is judged once it has been known
-- for seven days: before, everything would be new. AWS services that act for somebody are no address.
-- Denied uses tell as well: a thief is mostly denied.
-- Repeats: counted_actions holds each action once. Late rows: one told later makes known what it shows.
WITH
  used AS (
    SELECT
      toString(any(source_account)) AS source_account,
      toString(target_account) AS target_account,
      toString(role) AS role,
      toString(principal) AS principal,
      toString(source_ip) AS address,
      extract(toString(principal), '^arn:[^:]*:[^:]*:[^:]*:(\\d{12}):') AS account,
      max(time) AS seen_at,
      count() AS uses,
      countIf(outcome = 'success') AS successes,
      uniqExact(token_id) AS tokens
    FROM counted_actions(slo = '', from = {from:DateTime}, to = {to:DateTime})
    WHERE cross_account AND NOT is_excluded AND token_id != '' AND role != '' AND outcome IN ('success', 'auth_error')
    GROUP BY target_account, role, principal, source_ip
  ),
  known AS (
    SELECT
      target_account,
      role,
      groupArrayIf(value, trait = 'address' AND first_seen < {from:DateTime} - INTERVAL 1 DAY) AS addresses,
      groupArrayIf(value, trait = 'account' AND first_seen < {from:DateTime} - INTERVAL 1 DAY) AS accounts,
      minIf(first_seen, trait = 'address') < {from:DateTime} - INTERVAL 7 DAY AND notEmpty(addresses) AS knows_addresses,
      minIf(first_seen, trait = 'account') < {from:DateTime} - INTERVAL 7 DAY AND notEmpty(accounts) AS knows_accounts
    FROM (
      SELECT toString(target_account) AS target_account, toString(role) AS role, trait, value, min(first_at) AS first_seen
      FROM link_traits
      WHERE trait IN ('address', 'account')
        AND (target_account, role) IN (
          SELECT target_account, role
          FROM raw_actions
          WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3) AND token_id != ''
        )
      GROUP BY target_account, role, trait, value
    )
    GROUP BY target_account, role
  )
SELECT
  concat(target_account, '/', role, ' ', principal, ' ', address) AS subject,
  seen_at AS at,
  concat(
    toString(tokens), ' token(s) of role ', role, ' in ', target_account, ' were used ', toString(uses), ' times (',
    toString(successes), ' with success) by ', if(principal = '', 'nobody named', principal), ' from ',
    if(is_new_address, concat('the address ', address, ', never seen on this role'), concat('account ', account, ', never seen on this role')),
    '.'
  ) AS summary,
  source_account,
  target_account,
  role,
  principal,
  address
FROM (
  SELECT
    used.*,
    knows_addresses AND address != '' AND address NOT LIKE '%.amazonaws.com' AND NOT has(addresses, address) AS is_new_address,
    knows_accounts AND account != '' AND NOT has(accounts, account) AS is_new_account
  FROM used
  JOIN known ON used.target_account = known.target_account AND used.role = known.role
)
WHERE is_new_address OR is_new_account
