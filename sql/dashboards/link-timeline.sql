-- The newest 500 events of a link in the range, over all kinds.
SELECT time, kind, what, outcome, principal, detail
FROM link_history
WHERE time >= $__fromTime AND time <= $__toTime
  AND target_account = splitByChar('/', ${link:sqlstring})[-1]
  AND concat(source_account, '/', role, '/', target_account) = ${link:sqlstring}
ORDER BY time DESC
LIMIT 500
