-- The exclusions that take something out of the windows of SLOs.
-- in: from, to   out: a row each, in order; slo '' of all; ends_at null: open
-- Repeats: cancelling writes a newer row of the same id, and FINAL takes the newest.
SELECT
  slo,
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
  AND starts_at < {to:DateTime}
  AND ends_at > {from:DateTime}
ORDER BY starts_at, id
