-- Up to when hours are rolled up: the beginning of the hour in which the tiers of each SLO were last up to date.
-- in: slos   out: slo, rolled_s, now_s (by the database's clock); no row where tiers were never computed
SELECT
  slo,
  toUnixTimestamp(toStartOfHour(toDateTime(argMax(computed_to, written_at)))) AS rolled_s,
  toUnixTimestamp(now()) AS now_s
FROM slo_progress
WHERE slo IN {slos:Array(String)}
GROUP BY slo
