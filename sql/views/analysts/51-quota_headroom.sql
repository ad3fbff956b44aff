-- The lowest headroom that samples told of each service quota, for analysts: which quota is nearest to its limit.
-- out: account, region, service, quota, and of the sample with the least left: limit_value, used_value,
--      headroom_ratio (1: unused; 0: at the limit; negative: beyond it), sampled_at (of several the latest)
-- A limit of 0 is left out: there is no headroom to measure against it.
-- Repeats: quota_samples holds each sample once.
CREATE OR REPLACE VIEW quota_headroom{{on_cluster}} AS
SELECT
  target_account AS account,
  region,
  service,
  quota,
  lowest.3 AS limit_value,
  lowest.4 AS used_value,
  lowest.1 AS headroom_ratio,
  lowest.5 AS sampled_at
FROM (
  SELECT
    target_account,
    region,
    service,
    quota,
    min((
      (limit_value - used_value) / limit_value, -toUnixTimestamp64Milli(time), limit_value, used_value, time
    )) AS lowest
  FROM quota_samples
  WHERE limit_value > 0
  GROUP BY target_account, region, service, quota
);
