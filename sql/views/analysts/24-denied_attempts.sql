-- Who was not let through: issuances and actions that ended in an authorisation error.
-- out: one row an attempt
-- The source of an action is that of the issuance which made its token, where one is known (SLIS.md, rule 2).
-- Reads what failed, never what succeeded (docs/adr/0027-failed-attempts.md).
-- Repeats: each event once; a thing told by two sources stands twice, and `source` says who told it.
CREATE OR REPLACE VIEW denied_attempts{{on_cluster}} AS
SELECT
  time,
  toString(kind) AS kind,
  event_id,
  toString(source) AS source,
  if(issuer != '', issuer, toString(denied.source_account)) AS source_account,
  toString(role) AS role,
  toString(target_account) AS target_account,
  toString(principal) AS principal,
  toString(operation) AS operation,
  resource,
  toString(error_type) AS error_type,
  toString(source_ip) AS source_ip,
  request_id,
  denied.token_id AS token_id
FROM (
  SELECT *
  FROM failed_attempts FINAL
  WHERE outcome = 'auth_error' AND phase != 'request'
) AS denied
LEFT JOIN (
  SELECT
    token_id,
    arraySort(groupArray(({{source_rank}}, issued_at, toString(source_account))))[1].3 AS issuer
  FROM tokens
  WHERE source_account != ''
    AND token_id IN (SELECT token_id FROM failed_attempts WHERE outcome = 'auth_error' AND token_id != '')
  GROUP BY token_id
) AS token ON denied.token_id = token.token_id
SETTINGS do_not_merge_across_partitions_select_final = 1;
