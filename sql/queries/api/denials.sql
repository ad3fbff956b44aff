-- Who was not let through in a short range: the latest, told by principal.
-- in: from, to, account, role ('' for any), most
-- out: up to `most` rows, one a principal, error, link and operation, the latest first
-- The source of an action is that of the issuance which made its token, where one is known (SLIS.md, rule 2):
-- looked up by the tokens of these denials alone, which are read without folding repeats: too many do no harm.
-- Repeats: each attempt once. Bounded by what failed in the range (docs/adr/0027-failed-attempts.md).
WITH
  denied AS (
    SELECT
      time, toString(kind) AS kind, toString(source_account) AS own_source, toString(target_account) AS target_account,
      toString(role) AS role, toString(principal) AS principal, toString(operation) AS operation,
      toString(error_type) AS error_type, toString(source_ip) AS source_ip, token_id, correlation_id
    FROM failed_attempts FINAL
    WHERE time >= {from:DateTime} AND time < {to:DateTime}
      AND outcome = 'auth_error' AND phase != 'request'
  ),
  issuers AS (
    SELECT token_id, any(toString(source_account)) AS issuer
    FROM tokens
    WHERE source_account != ''
      AND token_id IN (
        SELECT token_id
        FROM failed_attempts
        WHERE time >= {from:DateTime} AND time < {to:DateTime} AND outcome = 'auth_error' AND token_id != ''
      )
    GROUP BY token_id
  ),
  placed AS (
    SELECT *, if(issuer != '', issuer, own_source) AS source_account
    FROM denied
    LEFT JOIN issuers USING (token_id)
  )
SELECT
  kind,
  principal,
  error_type,
  source_account,
  role,
  target_account,
  operation,
  count() AS attempts,
  max(time) AS last_at,
  arraySort(groupUniqArrayIf(10)(source_ip, source_ip != '')) AS source_ips,
  argMax(correlation_id, time) AS correlation_id
FROM placed
WHERE ({account:String} = '' OR source_account = {account:String} OR target_account = {account:String})
  AND ({role:String} = '' OR role = {role:String})
GROUP BY kind, principal, error_type, source_account, role, target_account, operation
ORDER BY last_at DESC, attempts DESC
LIMIT {most:UInt32}
SETTINGS do_not_merge_across_partitions_select_final = 1
