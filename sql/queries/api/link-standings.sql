-- How one link stands in every SLO that judges it.
-- in: source_account, role, target_account, since (ms since 1970)   out: a row an SLO
-- Repeats: FINAL keeps the newest evaluation of a link.
SELECT
  slo,
  evaluated_at,
  good,
  total,
  excluded,
  if(total = 0, NULL, good / total) AS ratio,
  budget_remaining_ratio AS remaining_ratio,
  burn_rate_1h
FROM slo_link_status FINAL
WHERE target_account = {target_account:String}
  AND role IN ({role:String}, '')
  AND source_account IN ({source_account:String}, '')
  AND (role = {role:String} AND source_account = {source_account:String} OR role = '' OR source_account = '')
  AND evaluated_at >= fromUnixTimestamp64Milli({since:Int64})
ORDER BY slo, source_account = '', role = ''
LIMIT 1 BY slo
