-- A service cost an account far more on a day than on the same weekdays before (as A4 judges).
-- in: from, to (UTC, half-open)   out: the detection contract, one row for each day, account, service and currency
-- Needs four such weekdays. Seen last at the end of the day. Repeats and restated bills: the view takes the last telling.
SELECT
  concat(account, ' ', service, ' ', toString(day), ' ', currency) AS subject,
  least(toDateTime64(day + 1, 3, 'UTC'), toDateTime64({to:DateTime}, 3)) AS at,
  concat(
    service, ' cost account ', account, ' ', toString(round(cost, 2)), ' ', currency, ' on ', toString(day), '; usual is ',
    toString(round(assumeNotNull(median), 2)), ' (limit ', toString(round(assumeNotNull(threshold), 2)), ', from ', toString(weeks), ' weeks).'
  ) AS summary,
  toString(account) AS target_account,
  toString(service) AS resource
FROM counted_service_days(
  slo = '', from = toStartOfDay({from:DateTime}, 'UTC'), to = toStartOfDay({to:DateTime}, 'UTC') + INTERVAL 1 DAY
)
WHERE verdict = 'anomaly' AND NOT is_excluded AND median IS NOT NULL AND threshold IS NOT NULL
