-- Computes the totals of every minute in a range and the links of every minute or hour, replacing what stood there.
-- in: slo, from, to (half-open), version (Unix seconds, fractional: before the events were read)
-- The parts filled in: the SQL of the indicator; its optional columns or their empty values;
-- link_tier, minute for recent ranges, else hour (links by the minute are kept four days only).
-- A minute or link that has vanished gets a row of zeros. Running it twice gives the same rows.
INSERT INTO tier_rows
WITH
  told AS (
    SELECT minute, source_account, target_account, role, good, total, excluded, true AS is_told, {{columns}}
    FROM (
{{sli}}
    )
  ),
  known_links AS (
    SELECT
      {{link_tier}} AS minute, source_account, target_account, role,
      0 AS good, 0 AS total, 0 AS excluded, true AS is_told, {{empty_columns}}
    FROM slo_links_{{link_tier}} FINAL
    WHERE slo = {slo:String} AND {{link_tier}} >= {from:DateTime} AND {{link_tier}} < {to:DateTime}
  ),
  known_minutes AS (
    SELECT
      minute, '' AS source_account, '' AS target_account, '' AS role,
      0 AS good, 0 AS total, 0 AS excluded, false AS is_told, {{empty_columns}}
    FROM slo_totals_minute FINAL
    WHERE slo = {slo:String} AND minute >= {from:DateTime} AND minute < {to:DateTime}
  ),
  rows AS (
    SELECT *, date_trunc('{{link_tier}}', minute, 'UTC') AS link_start
    FROM (
      SELECT * FROM told
      UNION ALL
      SELECT * FROM known_links
      UNION ALL
      SELECT * FROM known_minutes
    )
  )
SELECT
  {slo:String} AS slo,
  if(is_total, 'minute', '{{link_tier}}') AS tier,
  grouping(role) = 1 AS is_total,
  if(is_total, rows.minute, rows.link_start) AS start,
  rows.source_account AS source_account,
  rows.target_account AS target_account,
  rows.role AS role,
  sum(rows.good) AS good,
  sum(rows.total) AS total,
  sum(rows.excluded) AS excluded,
  sum(rows.pending) AS pending,
  sumMap(rows.breakdown) AS breakdown,
  quantilesDDMergeState(0.01, 0.5, 0.95, 0.99, 1)(rows.sketch) AS sketch,
  toDateTime64({version:Float64}, 3, 'UTC') AS version
FROM rows
GROUP BY GROUPING SETS (
  (rows.minute),
  (rows.link_start, rows.source_account, rows.target_account, rows.role)
)
HAVING is_total OR max(rows.is_told)
