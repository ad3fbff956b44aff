-- The hours for which manifests came or were called off, for A1 to find those without.
-- in: slo (nothing here depends on it), from, to (half-open, of the manifests' time)
-- out: target_account, region, hour, retired; an hour may stand more than once
-- An hour is that of the manifest's period, where it began at most a day before the manifest and an hour after it,
-- else that of its time: what a manifest can change is bounded.
-- Repeats: an hour told twice is one to A1. Read without FINAL: ids are long here, the range is, and neither is needed.
CREATE OR REPLACE VIEW counted_trail_hours{{on_cluster}} AS
SELECT
  target_account,
  region,
  toStartOfHour(
    if(
      ifNull(period_start BETWEEN time - INTERVAL 1 DAY AND time + INTERVAL 1 HOUR, false),
      assumeNotNull(period_start),
      time
    )
  ) AS hour,
  retired
FROM raw_trail_manifests
WHERE {slo:String} = {slo:String}
  AND time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3);
