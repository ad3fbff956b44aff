-- Computes the totals of every minute in a range and the links of every minute or hour, replacing what stood there.
-- in: slo, slos (those that share the result, that one included), from, to (half-open), version (Unix seconds,
--     fractional: before the events were read)
-- The parts filled in: the SQL of the indicator; sums, how its optional columns add up, or what stands for those that it
-- leaves out; link_tier, minute for recent ranges, else hour (links by the minute are kept four days only).
-- Running it twice gives the same rows. What has vanished is for sql/jobs/zero-minutes.sql and zero-links.sql.
-- Each row counts once for its minute and once for its link; what only totals hold is left out of links.
INSERT INTO tier_rows
SELECT
  arrayJoin({slos:Array(String)}) AS slo,
  if(is_total, 'minute', '{{link_tier}}') AS tier,
  is_total,
  if(is_total, rows.minute, date_trunc('{{link_tier}}', rows.minute, 'UTC')) AS start,
  if(is_total, '', rows.source_account) AS source_account,
  if(is_total, '', rows.target_account) AS target_account,
  if(is_total, '', rows.role) AS role,
  sum(rows.good) AS good,
  sum(rows.total) AS total,
  sum(rows.excluded) AS excluded,
  {{sums}},
  toDateTime64({version:Float64}, 3, 'UTC') AS version
FROM (
{{sli}}
) AS rows
ARRAY JOIN [true, false] AS is_total
GROUP BY is_total, start, source_account, target_account, role
