-- What SLOs counted on each day for the links of an account or role, as it is known now.
-- in: slos, from, to, account, role ('' for any)   out: slo, day, good, total
-- A row lies in the partition of its time, so partitions need no merging with each other.
SELECT
  slo,
  toDate(tier.day) AS day,
  sum(good) AS good,
  sum(total) AS total
FROM slo_links_day AS tier FINAL
WHERE slo IN {slos:Array(String)}
  AND tier.day >= {from:DateTime}
  AND tier.day < {to:DateTime}
  AND ({account:String} = '' OR source_account = {account:String} OR target_account = {account:String})
  AND ({role:String} = '' OR role = {role:String})
GROUP BY slo, day
ORDER BY slo, day
SETTINGS do_not_merge_across_partitions_select_final = 1
