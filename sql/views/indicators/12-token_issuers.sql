-- Whose tokens are: the account that each was issued to, of several tellings the first-hand one.
-- out: one row a token, account and role; token is the hash of its id, as in link_tokens
-- Ask for an account, a role and tokens: they are the table's key.
-- Repeats: link_tokens holds each telling once.
CREATE OR REPLACE VIEW token_issuers{{on_cluster}} AS
SELECT
  target_account,
  role,
  token,
  arraySort((account, source) -> ({{source_rank}}, account), issuers.2, issuers.1)[1] AS issuer
FROM link_tokens FINAL
WHERE notEmpty(issuers);
