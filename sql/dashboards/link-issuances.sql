-- Attempts to get a token for a link, by outcome.
SELECT $__timeInterval(issued.time) AS at, outcome, count() AS attempts
FROM token_issuances AS issued
WHERE issued.time >= $__fromTime AND issued.time <= $__toTime
  AND target_account = splitByChar('/', ${link:sqlstring})[-1]
  AND concat(source_account, '/', role, '/', target_account) = ${link:sqlstring}
GROUP BY at, outcome
ORDER BY at
