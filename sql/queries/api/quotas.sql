-- How much of each service quota is used, by the last sample of a range; the one nearest to its limit first.
-- in: from, to, account ('' for any)   out: a row a quota, at most 500
-- A limit of 0 is left out: there is no headroom to measure against it. Repeats: quota_samples holds each sample once.
SELECT
  toString(target_account) AS account,
  toString(region) AS region,
  toString(service) AS service,
  toString(quota) AS quota,
  last.1 AS limit_value,
  last.2 AS used_value,
  1 - used_value / limit_value AS headroom_ratio,
  last.3 AS sampled_at
FROM (
  SELECT target_account, region, service, quota, argMax((limit_value, used_value, quota_samples.time), (quota_samples.time, event_id)) AS last
  FROM quota_samples
  WHERE quota_samples.time >= {from:DateTime}
    AND quota_samples.time < {to:DateTime}
    AND ({account:String} = '' OR target_account = {account:String})
  GROUP BY target_account, region, service, quota
)
WHERE last.1 > 0
ORDER BY headroom_ratio
LIMIT 500
