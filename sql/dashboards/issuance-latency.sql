-- How long successful issuances took, by the minute; what no clock can have measured is left out.
SELECT
  toStartOfMinute(issued.time) AS minute,
  quantile(0.5)(latency_ms) AS p50,
  quantile(0.95)(latency_ms) AS p95
FROM token_issuances AS issued
WHERE issued.time >= $__fromTime AND issued.time <= $__toTime
  AND outcome = 'success'
  AND latency_ms BETWEEN 0 AND 3600000
  AND ${account:sqlstring} IN ('*', source_account, target_account)
  AND ${role:sqlstring} IN ('*', role)
GROUP BY minute
ORDER BY minute
