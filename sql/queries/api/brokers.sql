-- How busy brokers were over a range: of each its mean by step, and the most of its queues.
-- in: from, to, step_s   out: a row a broker and step, in order
-- Repeats: broker_samples holds each sample once. Reads broker samples only, which come every few minutes.
SELECT
  toString(broker) AS broker,
  toStartOfInterval(broker_samples.time, toIntervalSecond({step_s:UInt32})) AS step,
  avg(broker_samples.cpu_ratio) AS cpu_ratio,
  avg(broker_samples.memory_bytes) AS memory_bytes,
  max(broker_samples.queue_depth) AS queue_depth,
  max(broker_samples.audit_queue_depth) AS audit_queue_depth
FROM broker_samples
WHERE broker_samples.time >= {from:DateTime}
  AND broker_samples.time < {to:DateTime}
GROUP BY broker, step
ORDER BY broker, step
LIMIT 20000
