-- A service quota of which under 20 % is left, as its newest sample says.
-- in: from, to (UTC, half-open)   out: the detection contract, one row for each account, region and quota
-- A limit of 0 is none. An excluded sample does not count. Repeats: the view holds each sample once.
SELECT
  concat(target_account, ' ', region, ' ', resource) AS subject,
  sampled_at AS at,
  concat(
    toString(round(100 * (1 - used_value / limit_value), 1)), ' % of ', resource, ' is left in account ', target_account,
    if(region = '', '', concat(' in ', region)), ': ', toString(used_value), ' of ', toString(limit_value), ' used.'
  ) AS summary,
  target_account,
  resource
FROM (
  SELECT
    toString(target_account) AS target_account, toString(region) AS region, concat(service, '/', quota) AS resource,
    time AS sampled_at, limit_value, used_value
  FROM counted_quota_samples(slo = '', from = {from:DateTime}, to = {to:DateTime})
  WHERE NOT is_excluded
  ORDER BY time DESC, event_id DESC
  LIMIT 1 BY target_account, region, resource
)
WHERE limit_value > 0 AND 5 * used_value > 4 * limit_value
