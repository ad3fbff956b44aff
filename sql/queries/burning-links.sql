-- The links of an SLO whose alerts are to be decided: those that burn too fast in the long window of some policy, with
-- enough bad events, and those that were firing. Of 100,000 links nearly all are neither: they are not read out.
-- in: slo; hours, minutes (which rows make up all windows together: src/jobs/burning-links.ts);
--     windows (arrays of one length): from, hours_from, hours_to, to; policies: long (place in windows, from 1), least (the
--     share of bad events to exceed), minimum_bad
-- out: a row per link; good, total and excluded by window; its budget over the period; who owns it, where the registry knows
-- The exact decision is src/slo/decide.ts's: this one only leaves out what cannot fire.
-- Repeats: FINAL keeps the newest row of each link and time.
WITH
  counted AS (
    SELECT source_account, target_account, role, good, total, excluded, minute AS start, false AS is_hour
    FROM slo_links_minute FINAL
    WHERE slo = {slo:String} AND minute IN (SELECT toDateTime(arrayJoin({minutes:Array(UInt32)}), 'UTC'))
    UNION ALL
    SELECT source_account, target_account, role, good, total, excluded, hour AS start, true AS is_hour
    FROM slo_links_hour FINAL
    WHERE slo = {slo:String} AND hour IN (SELECT toDateTime(arrayJoin({hours:Array(UInt32)}), 'UTC'))
  ),
  firing AS (
    SELECT
      any(labels['source_account']) AS source_account,
      any(labels['target_account']) AS target_account,
      any(labels['role']) AS role
    FROM raised_alerts
    WHERE origin = 'link' AND startsWith(subject, concat({slo:String}, ' '))
    GROUP BY alert, subject
    HAVING argMax(firing, decided_at)
  ),
  suspects AS (
    SELECT source_account, target_account, role
    FROM counted
    WHERE good < total
    GROUP BY source_account, target_account, role
    HAVING sum(total - good) >= arrayMin({minimum_bad:Array(UInt32)})
  ),
  by_window AS (
    SELECT
      source_account,
      target_account,
      role,
      sumForEach(arrayMap(is_in -> if(is_in, good, 0), places)) AS goods,
      sumForEach(arrayMap(is_in -> if(is_in, total, 0), places)) AS totals,
      sumForEach(arrayMap(is_in -> if(is_in, excluded, 0), places)) AS excludeds,
      (source_account, target_account, role) GLOBAL IN (SELECT source_account, target_account, role FROM firing) AS was_firing
    FROM (
      SELECT
        *,
        arrayMap(
          (from, hours_from, hours_to, to) -> if(
            is_hour,
            toUnixTimestamp(start) >= hours_from AND toUnixTimestamp(start) < hours_to,
            (toUnixTimestamp(start) >= from AND toUnixTimestamp(start) < hours_from)
              OR (toUnixTimestamp(start) >= hours_to AND toUnixTimestamp(start) < to)
          ),
          {from:Array(UInt32)}, {hours_from:Array(UInt32)}, {hours_to:Array(UInt32)}, {to:Array(UInt32)}
        ) AS places
      FROM counted
      WHERE (source_account, target_account, role) GLOBAL IN (
        SELECT source_account, target_account, role FROM suspects
        UNION ALL
        SELECT source_account, target_account, role FROM firing
      )
    )
    GROUP BY source_account, target_account, role
    HAVING was_firing OR arrayExists(
      (long, least, minimum) -> totals[long] - goods[long] >= minimum AND totals[long] - goods[long] >= least * totals[long],
      {long:Array(UInt8)}, {least:Array(Float64)}, {minimum_bad:Array(UInt32)}
    )
  )
SELECT
  source_account,
  target_account,
  role,
  goods,
  totals,
  excludeds,
  standing.budget_remaining_ratio AS budget_remaining_ratio,
  registry.owner AS link_owner,
  registry.team AS link_team
FROM by_window
LEFT JOIN (
  SELECT source_account, target_account, role, budget_remaining_ratio
  FROM slo_link_status FINAL
  WHERE slo = {slo:String}
) AS standing USING (source_account, target_account, role)
LEFT JOIN (
  SELECT source_account, target_account, role, owner, team
  FROM link_registry
  WHERE computed_at = (SELECT max(computed_at) FROM link_registry)
) AS registry USING (source_account, target_account, role)
ORDER BY target_account, source_account, role
