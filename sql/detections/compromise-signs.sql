-- A detector found what compromised credentials or machines do: severity high (7 to 8.9), open, not a sample.
-- in: from, to (UTC, half-open)   out: the detection contract, one row for each finding
-- Critical ones are critical-finding's, root's are root-account-use's. `time` is when the finding arose, in all its
-- updates: one told again does not begin again. The last update says whether it is still open.
-- Repeats: counted_findings holds each update once.
SELECT
  concat(target_account, ' ', finding_id) AS subject,
  arose_at AS at,
  concat(finding_type, ' in account ', target_account, ': severity ', toString(severity), ' of 10, finding ', finding_id, '.') AS summary,
  target_account,
  principal,
  finding_type
FROM (
  SELECT
    toString(target_account) AS target_account, finding_id, time AS arose_at, severity, toString(finding_type) AS finding_type,
    toString(principal) AS principal, status, sample, is_excluded
  FROM counted_findings(slo = '', from = {from:DateTime}, to = {to:DateTime})
  ORDER BY coalesce(updated_at, time) DESC, event_id DESC
  LIMIT 1 BY target_account, finding_id
)
WHERE status = 'open' AND NOT sample AND NOT is_excluded
  AND severity >= 7 AND severity < 9
  AND match(finding_type, '^(UnauthorizedAccess|CredentialAccess|Exfiltration|Backdoor|Trojan|CryptoCurrency|Impact|AttackSequence):')
  AND finding_type NOT LIKE '%RootCredentialUsage%'
