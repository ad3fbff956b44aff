-- Memory of each token broker, the most of each interval.
SELECT $__timeInterval(sampled.time) AS at, broker, max(memory_bytes) AS memory
FROM broker_samples AS sampled
WHERE sampled.time >= $__fromTime AND sampled.time <= $__toTime
GROUP BY at, broker
ORDER BY at
