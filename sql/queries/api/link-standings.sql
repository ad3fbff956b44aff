-- How one link stands in every SLO that judges it.
-- in: slos, source_account, role, target_account, since (ms since 1970)   out: a row an SLO
-- Where an SLO judges accounts or roles, the other names are empty. By the table's key; of each key the newest row counts,
-- as FINAL has it, which costs twice as much for the few rows of one link.
SELECT
  slo,
  evaluated_at,
  good,
  total,
  excluded,
  if(total = 0, NULL, good / total) AS ratio,
  budget_remaining_ratio AS remaining_ratio,
  burn_rate_1h
FROM slo_link_status
WHERE slo IN {slos:Array(String)}
  AND target_account = {target_account:String}
  AND source_account IN ({source_account:String}, '')
  AND role IN ({role:String}, '')
  AND evaluated_at >= fromUnixTimestamp64Milli({since:Int64})
ORDER BY slo, source_account = '', role = '', slo_link_status.evaluated_at DESC
LIMIT 1 BY slo
