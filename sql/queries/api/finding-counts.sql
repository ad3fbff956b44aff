-- Findings that are open, by account and of all: critical (9 and above) and high (7 to 8.9), as the last update of each says.
-- Samples are out.
-- out: a row an account that a finding was ever told of, and one of all ('')
-- Repeats: findings holds each update once.
SELECT
  account,
  countIf(last.1 = 'open' AND last.2 >= 9) AS critical,
  countIf(last.1 = 'open' AND last.2 >= 7 AND last.2 < 9) AS high
FROM (
  SELECT
    account,
    finding_id,
    argMax((toString(status), severity, sample), (ifNull(updated_at, findings.time), event_id)) AS last
  FROM findings
  ARRAY JOIN arrayDistinct(['', toString(target_account)]) AS account
  GROUP BY account, finding_id
)
WHERE NOT last.3
GROUP BY account
