-- How the links of an account or role stand in each of some SLOs, added up: counts, never averages.
-- in: slos, account, role ('' for any)
-- out: slo, good, total, excluded, worst (the most that one target account counted), hour_good, hour_total
-- Links are those of the SLO's newest evaluation: of one that has left the window an older row remains.
-- Repeats: FINAL keeps the newest evaluation of a link.
WITH
  standing AS (
    SELECT slo, target_account, good, total, excluded
    FROM slo_link_status FINAL
    JOIN (
      SELECT slo, max(evaluated_at) AS newest
      FROM slo_link_status
      WHERE slo IN {slos:Array(String)}
      GROUP BY slo
    ) AS last USING (slo)
    WHERE slo IN {slos:Array(String)}
      AND evaluated_at > newest - INTERVAL 1 SECOND
      AND ({account:String} = '' OR source_account = {account:String} OR target_account = {account:String})
      AND ({role:String} = '' OR role = {role:String})
  ),
  lately AS (
    SELECT slo, sum(good) AS hour_good, sum(total) AS hour_total
    FROM slo_links_minute FINAL
    WHERE slo IN {slos:Array(String)}
      AND minute >= toStartOfMinute(now()) - INTERVAL 1 HOUR
      AND ({account:String} = '' OR source_account = {account:String} OR target_account = {account:String})
      AND ({role:String} = '' OR role = {role:String})
    GROUP BY slo
    SETTINGS do_not_merge_across_partitions_select_final = 1
  )
SELECT
  counted.slo AS slo,
  good,
  total,
  excluded,
  worst,
  hour_good,
  hour_total
FROM (
  SELECT slo, sum(of_target.good) AS good, sum(of_target.total) AS total, sum(of_target.excluded) AS excluded, max(of_target.total) AS worst
  FROM (
    SELECT slo, target_account, sum(standing.good) AS good, sum(standing.total) AS total, sum(standing.excluded) AS excluded
    FROM standing
    GROUP BY slo, target_account
  ) AS of_target
  GROUP BY slo
) AS counted
LEFT JOIN lately USING (slo)
