-- Tokens that may still be used: issued, their time not over, not revoked.
-- out: one row a token. One whose ttl is not known is left out: nobody can say how long it lives
-- Looks 32 days back: no source we know issues longer ones (Vault's longest lease is 768 h).
-- Repeats: grouped by token, which also folds the tellings of two sources; the first-hand one counts.
CREATE OR REPLACE VIEW open_tokens{{on_cluster}} AS
WITH
  issued AS (
    SELECT
      token_id,
      arraySort(groupArray(({{source_rank}}, time, toString(source_account), toString(role), toString(target_account), toString(principal), ttl_s)))[1] AS told
    FROM raw_token_issuances
    WHERE time > now() - INTERVAL 32 DAY
      AND outcome = 'success'
      AND phase != 'request'
      AND token_id != ''
      AND addSeconds(time, ifNull(ttl_s, 0)) > now()
    GROUP BY token_id
  )
SELECT
  token_id,
  told.3 AS source_account,
  told.4 AS role,
  told.5 AS target_account,
  told.6 AS principal,
  told.2 AS issued_at,
  told.7 AS ttl_s,
  addSeconds(told.2, assumeNotNull(told.7)) AS expires_at
FROM issued
LEFT JOIN (
  SELECT toString(role) AS role, toString(target_account) AS target_account, max(time) AS revoked_at
  FROM revocations
  WHERE scope = 'role'
  GROUP BY role, target_account
) AS by_role ON told.4 = by_role.role AND told.5 = by_role.target_account
LEFT JOIN (
  SELECT
    toString(source_account) AS source_account, toString(role) AS role, toString(target_account) AS target_account,
    max(time) AS revoked_at
  FROM revocations
  WHERE scope = 'link'
  GROUP BY source_account, role, target_account
) AS by_link
  ON told.3 = by_link.source_account AND told.4 = by_link.role AND told.5 = by_link.target_account
WHERE token_id NOT IN (SELECT token_id FROM revocations WHERE scope = 'token')
  AND by_role.revoked_at < told.2
  AND by_link.revoked_at < told.2;
