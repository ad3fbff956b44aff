-- The latest tokens of a link, of the last twelve hours: the time for which a token tells who acts with it.
-- in: source_account, role, target_account, from, to   out: a row a token, the latest first, at most 100
-- Repeats: token_issuances holds each issuance once; one told by two sources stands once by its token.
-- Bounded by the time, which leads the table's key.
SELECT
  token_id,
  min(token_issuances.time) AS issued_at,
  any(toString(principal)) AS principal,
  any(toString(broker)) AS broker,
  any(token_issuances.ttl_s) AS ttl_s,
  addSeconds(issued_at, ttl_s) AS expires_at
FROM token_issuances
WHERE time >= {from:DateTime}
  AND time < {to:DateTime}
  AND outcome = 'success'
  AND phase != 'request'
  AND token_id != ''
  AND source_account = {source_account:String}
  AND role = {role:String}
  AND target_account = {target_account:String}
GROUP BY token_id
ORDER BY issued_at DESC
LIMIT 100
