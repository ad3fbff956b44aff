-- Findings that are open: critical (9 and above) and high (7 to 8.9), as the last update of each says. Samples are out.
-- in: account ('' for any)   out: one row; known: whether any finding was ever told
-- Repeats: findings holds each update once.
SELECT
  countIf(last.1 = 'open' AND last.2 >= 9) AS critical,
  countIf(last.1 = 'open' AND last.2 >= 7 AND last.2 < 9) AS high,
  toBool(count() > 0) AS known
FROM (
  SELECT
    finding_id,
    argMax((toString(status), severity, sample), (ifNull(updated_at, findings.time), event_id)) AS last
  FROM findings
  WHERE {account:String} = '' OR target_account = {account:String}
  GROUP BY finding_id
)
WHERE NOT last.3
