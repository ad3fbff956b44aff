-- Actions through a link by outcome.
SELECT $__timeInterval(acted.time) AS at, outcome, count() AS actions
FROM actions AS acted
WHERE acted.time >= $__fromTime AND acted.time <= $__toTime
  AND target_account = splitByChar('/', ${link:sqlstring})[-1]
  AND concat(source_account, '/', role, '/', target_account) = ${link:sqlstring}
GROUP BY at, outcome
ORDER BY at
