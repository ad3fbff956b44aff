-- Exclusions as they stand, or one of them.
-- in: id ('' for all)   out: a row each; times in ms since 1970, cancelled_ms null while it holds
-- Repeats: cancelling writes a newer row of the same id, and FINAL takes the newest.
SELECT
  exclusion_id,
  reason_kind,
  account,
  role,
  principal,
  slo,
  toUnixTimestamp64Milli(starts_at) AS starts_ms,
  toUnixTimestamp64Milli(ends_at) AS ends_ms,
  author,
  reason,
  toUnixTimestamp64Milli(created_at) AS created_ms,
  if(cancelled_at IS NULL, NULL, toUnixTimestamp64Milli(assumeNotNull(cancelled_at))) AS cancelled_ms,
  cancelled_by
FROM exclusions FINAL
WHERE {id:String} = '' OR exclusion_id = {id:String}
ORDER BY starts_at, created_at, exclusion_id
