-- A token broker fails: 10 service errors and 5 % of its exchanges within 15 minutes at least.
-- in: from, to (UTC, half-open)   out: the detection contract, one row for each broker
-- Repeats: counted_token_issuances holds each attempt once. Excluded attempts do not count.
SELECT
  broker AS subject,
  maxIf(time, outcome = 'service_error') AS at,
  concat(
    'Broker ', broker, ' failed ', toString(countIf(outcome = 'service_error')), ' of ', toString(count()), ' exchanges (',
    toString(round(100 * countIf(outcome = 'service_error') / count(), 1)), ' %) in ',
    toString(dateDiff('minute', {from:DateTime}, {to:DateTime})), ' min.'
  ) AS summary,
  broker,
  toString(topKIf(1)(error_type, outcome = 'service_error')[1]) AS error_type
FROM (
  SELECT toString(broker) AS broker, time, outcome, toString(error_type) AS error_type
  FROM counted_token_issuances(slo = '', from = {from:DateTime}, to = {to:DateTime})
  WHERE NOT is_excluded AND broker != ''
)
GROUP BY broker
HAVING countIf(outcome = 'service_error') >= 10 AND 20 * countIf(outcome = 'service_error') >= count()
