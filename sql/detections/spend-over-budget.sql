-- A workload's cost on a day exceeded its declared budget (as A9 judges: cost above budget × units).
-- in: from, to (UTC, half-open)   out: the detection contract, one row for each day, account and workload
-- Of several budgets of a day the last told holds. Seen last at the end of the day.
-- Repeats and restated bills: counted_bills holds each sample once, as it was last told.
SELECT
  concat(account, ' ', workload, ' ', toString(day)) AS subject,
  least(toDateTime64(day + 1, 3, 'UTC'), toDateTime64({to:DateTime}, 3)) AS at,
  concat(
    'Workload ', workload, ' cost ', toString(round(cost, 2)), ' ', currency, ' on ', toString(day), ' in account ', account, ': its budget allows ',
    toString(round(assumeNotNull(allowed) * done, 2)), ' for ', toString(done), ' units.'
  ) AS summary,
  account AS target_account,
  workload AS resource
FROM (
  SELECT
    day, toString(target_account) AS account, toString(workload) AS workload,
    sum(toFloat64(amount)) AS cost,
    countIf(units IS NOT NULL) > 0 AS has_units,
    sum(toFloat64(ifNull(units, 0))) AS done,
    argMaxIf(toNullable(toFloat64(budget)), (time, event_id), budget IS NOT NULL) AS allowed,
    toString(any(currency)) AS currency,
    max(is_excluded) AS left_out
  FROM counted_bills(
    slo = '', from = toStartOfDay({from:DateTime}, 'UTC'), to = toStartOfDay({to:DateTime}, 'UTC') + INTERVAL 1 DAY
  )
  WHERE workload != ''
  GROUP BY day, account, workload
)
WHERE NOT left_out AND has_units AND allowed IS NOT NULL AND cost > assumeNotNull(allowed) * done * 1.000000001
