-- What the exclusions cover that were added or cancelled since the tiers were computed,
-- as far as there are events. Without FINAL: a row that was replaced covered something, too.
-- in: slo, since (Unix seconds, fractional), from, to (the life of the events)   out: from_s, to_s
SELECT
  toUnixTimestamp(toDateTime(greatest(starts_at, toDateTime64({from:DateTime}, 3, 'UTC')))) AS from_s,
  toUnixTimestamp(toDateTime(least(ends_at, toDateTime64({to:DateTime}, 3, 'UTC')))) + 1 AS to_s
FROM exclusions
WHERE changed_at > toDateTime64({since:Float64}, 3, 'UTC')
  AND slo IN ('', {slo:String})
  AND starts_at < {to:DateTime}
  AND ends_at > {from:DateTime}
