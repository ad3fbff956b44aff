-- F3: a token used from an address or an account from which its role was never used before.
-- in: from, to (UTC, half-open)   out: the detection contract, one row for each role, principal and address
-- Known is what succeeded, or asked for the token, more than a day before `from`. A role is judged once it has been known
-- for seven days: before, everything would be new. AWS services that act for somebody are no address.
-- Denied uses tell as well: a thief is mostly denied.
-- What is new is asked of what inserts keep, traits of roles and failed attempts; of actions only those that show it are
-- read, since there may be millions and the view costs much for each. It is asked once, as a value: a subquery would be
-- planned wherever it stands.
-- Repeats: counted_actions holds each action once. Late rows: one told later makes known what it shows.
WITH
  traits AS (
    SELECT target_account, role, trait, value, min(first_at) AS first_seen, max(last_at) AS last_seen
    FROM link_traits
    WHERE trait IN ('address', 'account')
    GROUP BY target_account, role, trait, value
  ),
  shown AS (
    SELECT target_account, role, trait, value
    FROM traits
    WHERE last_seen >= {from:DateTime}
    UNION DISTINCT
    SELECT target_account, role, told.1, told.2
    FROM failed_attempts
    ARRAY JOIN [
      ('address', toString(source_ip)),
      ('account', extract(toString(principal), '^arn:[^:]*:[^:]*:[^:]*:(\\d{12}):'))
    ] AS told
    WHERE kind = 'action' AND outcome = 'auth_error' AND token_id != ''
      AND time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3)
  ),
  (
    SELECT groupArray((toString(target_account), toString(role), toString(trait), value))
    FROM shown
    WHERE value != ''
      AND NOT (trait = 'address' AND value LIKE '%.amazonaws.com')
      AND (target_account, role, trait) IN (
        SELECT target_account, role, trait FROM traits WHERE first_seen < {from:DateTime} - INTERVAL 7 DAY
      )
      AND (target_account, role, trait, value) NOT IN (
        SELECT target_account, role, trait, value FROM traits WHERE first_seen < {from:DateTime} - INTERVAL 1 DAY
      )
  ) AS suspects,
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
      AND (target_account, event_id) IN (
        SELECT target_account, event_id
        FROM raw_actions
        WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3)
          AND target_account IN (SELECT arrayJoin(suspects).1)
          AND (
            (target_account, role, 'address', toString(source_ip)) IN (SELECT arrayJoin(suspects))
            OR (
              target_account, role, 'account', extract(toString(principal), '^arn:[^:]*:[^:]*:[^:]*:(\\d{12}):')
            ) IN (SELECT arrayJoin(suspects))
          )
      )
    GROUP BY target_account, role, principal, source_ip
  )
SELECT
  concat(target_account, '/', role, ' ', principal, ' ', address) AS subject,
  seen_at AS at,
  concat(
    toString(tokens), ' token(s) of role ', role, ' in ', target_account, ' were used ', toString(uses), ' times (',
    toString(successes), ' with success) by ', if(principal = '', 'nobody named', principal), ' from ',
    if(
      has(suspects, (target_account, role, 'address', address)),
      concat('the address ', address, ', never seen on this role'),
      concat('account ', account, ', never seen on this role')
    ),
    '.'
  ) AS summary,
  source_account,
  target_account,
  role,
  principal,
  address
FROM used
