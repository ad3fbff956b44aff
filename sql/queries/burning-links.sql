-- The links of an SLO whose alerts are to be decided: those that burn too fast in the long window of some policy, with
-- enough bad events, and those that were firing. Of 100,000 links nearly all are neither: they are not read out.
-- in: slo; hours, minutes (which rows make up all windows together: src/jobs/burning-links.ts), hour_sets, minute_sets (of
--     each, which set of windows it is part of, from 1); sets (of each, 1 for every window that is in it);
--     policies: long (place in windows, from 1), least (the share of bad events to exceed), minimum_bad
-- out: a row per link; good, total and excluded by window; its budget over the period; who owns it, where the registry knows
-- The exact decision is src/slo/decide.ts's: this one only leaves out what cannot fire.
-- In two stages, as most rows are minutes and most links quiet. The first knows too many bad events (every version of a
-- minute counts) and too few in all (those of hours only): it lets through each link that burns and few others.
-- Only theirs are read whole.
-- Repeats: FINAL keeps the newest row of each link and time. PREWHERE comes before it, and so looks at key columns only,
-- but where more rows than are left do no harm.
WITH
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
    SELECT
      source_account,
      target_account,
      role,
      sumForEach(arrayMap(is_in -> if(is_in, bad, 0), {sets:Array(Array(UInt8))}[set])) AS bads,
      sumForEach(arrayMap(is_in -> if(is_in, total, 0), {sets:Array(Array(UInt8))}[set])) AS totals
    FROM (
      SELECT source_account, target_account, role, set, sum(read.total - read.good) AS bad, 0 AS total
      FROM (
        SELECT
          source_account, target_account, role, good, total,
          transform(toUnixTimestamp(minute), {minutes:Array(UInt32)}, {minute_sets:Array(UInt16)}, 0) AS set
        FROM slo_links_minute
        PREWHERE good < total
        WHERE slo = {slo:String} AND minute IN (SELECT toDateTime(arrayJoin({minutes:Array(UInt32)}), 'UTC'))
      ) AS read
      GROUP BY source_account, target_account, role, set
      UNION ALL
      SELECT source_account, target_account, role, set, sum(read.total - read.good) AS bad, sum(read.total) AS total
      FROM (
        SELECT
          source_account, target_account, role, good, total,
          transform(toUnixTimestamp(hour), {hours:Array(UInt32)}, {hour_sets:Array(UInt16)}, 0) AS set
        FROM slo_links_hour FINAL
        WHERE slo = {slo:String} AND hour IN (SELECT toDateTime(arrayJoin({hours:Array(UInt32)}), 'UTC'))
      ) AS read
      GROUP BY source_account, target_account, role, set
    )
    GROUP BY source_account, target_account, role
    HAVING arrayExists(
      (long, least, minimum) -> bads[long] >= minimum AND bads[long] >= least * totals[long],
      {long:Array(UInt8)}, {least:Array(Float64)}, {minimum_bad:Array(UInt32)}
    )
  ),
  (
    SELECT groupUniqArray((target_account, source_account, role))
    FROM (
      SELECT source_account, target_account, role FROM suspects
      UNION ALL
      SELECT source_account, target_account, role FROM firing
    )
  ) AS asked,
  by_set AS (
    SELECT source_account, target_account, role, set, sum(read.good) AS good, sum(read.total) AS total, sum(read.excluded) AS excluded
    FROM (
      SELECT
        source_account, target_account, role, good, total, excluded,
        transform(toUnixTimestamp(minute), {minutes:Array(UInt32)}, {minute_sets:Array(UInt16)}, 0) AS set
      FROM slo_links_minute FINAL
      PREWHERE target_account GLOBAL IN (SELECT arrayJoin(asked.1))
        AND (target_account, source_account, role) GLOBAL IN (SELECT arrayJoin(asked))
      WHERE slo = {slo:String} AND minute IN (SELECT toDateTime(arrayJoin({minutes:Array(UInt32)}), 'UTC'))
      UNION ALL
      SELECT
        source_account, target_account, role, good, total, excluded,
        transform(toUnixTimestamp(hour), {hours:Array(UInt32)}, {hour_sets:Array(UInt16)}, 0) AS set
      FROM slo_links_hour FINAL
      PREWHERE target_account GLOBAL IN (SELECT arrayJoin(asked.1))
        AND (target_account, source_account, role) GLOBAL IN (SELECT arrayJoin(asked))
      WHERE slo = {slo:String} AND hour IN (SELECT toDateTime(arrayJoin({hours:Array(UInt32)}), 'UTC'))
    ) AS read
    GROUP BY source_account, target_account, role, set
  ),
  by_window AS (
    SELECT
      source_account,
      target_account,
      role,
      sumForEach(arrayMap(is_in -> if(is_in, good, 0), {sets:Array(Array(UInt8))}[set])) AS goods,
      sumForEach(arrayMap(is_in -> if(is_in, total, 0), {sets:Array(Array(UInt8))}[set])) AS totals,
      sumForEach(arrayMap(is_in -> if(is_in, excluded, 0), {sets:Array(Array(UInt8))}[set])) AS excludeds,
      (source_account, target_account, role) GLOBAL IN (SELECT source_account, target_account, role FROM firing) AS was_firing
    FROM by_set
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
