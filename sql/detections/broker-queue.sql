-- Exchanges wait at a token broker: the median queue of ten minutes is 50 deep and five times that of the day before.
-- in: from, to (UTC, half-open)   out: the detection contract, one row for each broker
-- Judged once a broker has 12 samples before. Repeats: the view holds each sample once; excluded ones do not count.
SELECT
  broker AS subject,
  sampled_at AS at,
  concat(
    'At broker ', broker, ' ', toString(round(now_deep)), ' exchanges wait (median of 10 min); in the day before, ',
    toString(round(usually_deep)), '.'
  ) AS summary,
  broker
FROM (
  SELECT
    broker,
    max(time) AS sampled_at,
    countIf(is_recent) AS recent,
    countIf(NOT is_recent) AS earlier,
    quantileExactIf(depth, is_recent) AS now_deep,
    quantileExactIf(depth, NOT is_recent) AS usually_deep
  FROM (
    SELECT toString(broker) AS broker, time, assumeNotNull(queue_depth) AS depth, time >= {to:DateTime} - INTERVAL 10 MINUTE AS is_recent
    FROM counted_broker_samples(slo = '', from = {from:DateTime}, to = {to:DateTime})
    WHERE NOT is_excluded AND queue_depth IS NOT NULL
  )
  GROUP BY broker
)
WHERE recent > 0 AND earlier >= 12 AND now_deep >= 50 AND now_deep >= 5 * usually_deep
