-- The lowest headroom that samples told of each quota of an account, the least first.
SELECT service, quota, region, used_value, limit_value, headroom_ratio AS headroom, sampled_at
FROM quota_headroom
WHERE account = ${account:sqlstring}
ORDER BY headroom
