-- Quotas of which less than 40 % was left at some time, the least first.
SELECT account, region, service, quota, used_value, limit_value, headroom_ratio AS headroom, sampled_at
FROM quota_headroom
WHERE headroom_ratio < 0.4 AND ${account:sqlstring} IN ('*', account)
ORDER BY headroom
LIMIT 100
