-- The exclusions that take something out of an SLO's window.
-- in: slo, from, to   out: a row each, in order; ends_at null: open
-- Repeats: cancelling writes a newer row of the same id, and FINAL takes the newest.
SELECT
  exclusion_id AS id,
  toString(reason_kind) AS kind,
  account,
  role,
  principal,
  starts_at AS from,
  if(ends_at >= toDateTime64('2100-01-01 00:00:00', 3), NULL, ends_at) AS to,
  reason
FROM exclusions FINAL
WHERE cancelled_at IS NULL
  AND (exclusions.slo = '' OR exclusions.slo = {slo:String})
  AND starts_at < {to:DateTime}
  AND ends_at > {from:DateTime}
ORDER BY starts_at, id
LIMIT 200
