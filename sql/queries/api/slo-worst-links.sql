-- The links of SLOs that stand worst: what burns fastest, then what has least budget left, then what has most bad.
-- in: slos, account, role ('' for any), count   out: up to `count` rows an SLO
-- Links are those of the SLO's newest evaluation. Repeats: FINAL keeps the newest evaluation of a link.
WITH
  (
    SELECT groupArray((slo, newest))
    FROM (
      SELECT slo, max(evaluated_at) AS newest
      FROM slo_link_status
      WHERE slo IN {slos:Array(String)}
      GROUP BY slo
    )
  ) AS last
SELECT
  slo,
  evaluated_at,
  source_account,
  role,
  target_account,
  good,
  total,
  excluded,
  if(total = 0, NULL, good / total) AS ratio,
  budget_remaining_ratio AS remaining_ratio,
  burn_rate_1h
FROM slo_link_status FINAL
WHERE slo IN {slos:Array(String)}
  AND evaluated_at > transform(toString(slo), last.1, last.2, toDateTime64(0, 3, 'UTC')) - INTERVAL 1 SECOND
  AND total > 0
  AND ({account:String} = '' OR source_account = {account:String} OR target_account = {account:String})
  AND ({role:String} = '' OR role = {role:String})
ORDER BY slo, ifNull(burn_rate_1h, 0) DESC, remaining_ratio ASC NULLS LAST, total - good DESC, target_account, source_account, role
LIMIT {count:UInt32} BY slo
