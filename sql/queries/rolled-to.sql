-- Up to when hours are rolled up: the beginning of the hour in which the tiers of each SLO were last up to date.
-- in: slos   out: slo, rolled_s (0 where tiers were never computed), now_s (by the database's clock)
SELECT asked AS slo, rolled_s, toUnixTimestamp(now()) AS now_s
FROM (SELECT arrayJoin({slos:Array(String)}) AS asked) AS slos
LEFT JOIN (
  SELECT toString(slo) AS known, toUnixTimestamp(toStartOfHour(toDateTime(argMax(computed_to, written_at)))) AS rolled_s
  FROM slo_progress
  WHERE slo IN {slos:Array(String)}
  GROUP BY known
) AS progress ON asked = known
