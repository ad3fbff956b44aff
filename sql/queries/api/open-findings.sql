-- Findings that are open and at least so severe, as the last update of each says. Samples are out.
-- in: severity, account ('' for any), most   out: up to `most` rows, the most severe first
-- Repeats: findings holds each update once.
SELECT
  finding_id,
  last.1 AS finding_type,
  last.2 AS severity,
  last.5 AS account,
  first_at AS found_at,
  last.6 AS updated_at
FROM (
  SELECT
    finding_id,
    min(findings.time) AS first_at,
    argMax(
      (
        toString(finding_type), severity, toString(status), sample, toString(target_account),
        ifNull(updated_at, findings.time)
      ),
      (ifNull(updated_at, findings.time), event_id)
    ) AS last
  FROM findings
  WHERE {account:String} = '' OR target_account = {account:String}
  GROUP BY finding_id
)
WHERE last.3 = 'open'
  AND NOT last.4
  AND last.2 >= {severity:Float64}
ORDER BY severity DESC, found_at DESC
LIMIT {most:UInt32}
