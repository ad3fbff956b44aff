-- What each service cost an account on each day, beside what the same weekdays before it cost.
-- in: slo, from, to (whole days in UTC, half-open)
-- out: day, account, service, currency, cost; weeks, median, mad (of the same weekday over the 8 weeks before; NULL
--   where it had no cost in any), threshold (median + 5 × MAD); verdict; is_excluded (any of its samples is)
-- verdict: new (the first 14 days: no cost in the 8 weeks before, but for the last 13 days), no_verdict (fewer than
--   four such weekdays), anomaly (over the threshold, and at least 10 above the median), else normal.
-- Currencies are never added: each is a series of its own. What no account is charged for is left out.
-- A day depends on itself and the 56 days before it, whatever range is asked for. Decimals throughout.
-- Repeats, restated and late bills: counted_bills holds each sample once, as it was last told.
CREATE OR REPLACE VIEW counted_service_days{{on_cluster}} AS
WITH
  service_days AS (
    SELECT
      day,
      target_account AS account,
      service,
      currency,
      sum(amount) AS cost,
      max(is_excluded) AS is_excluded
    FROM counted_bills(slo = {slo:String}, from = {from:DateTime} - INTERVAL 56 DAY, to = {to:DateTime})
    WHERE target_account != ''
    GROUP BY day, account, service, currency
  ),
  with_history AS (
    SELECT
      *,
      groupArray((day, cost)) OVER (
        PARTITION BY account, service, currency
        ORDER BY day
        RANGE BETWEEN 56 PRECEDING AND 1 PRECEDING
      ) AS before
    FROM service_days
  ),
  with_baseline AS (
    SELECT
      *,
      arraySort(arrayMap(b -> b.2, arrayFilter(b -> (day - b.1) % 7 = 0, before))) AS costs,
      toUInt8(length(costs)) AS weeks,
      if(weeks = 0, NULL, (costs[intDiv(weeks + 1, 2)] + costs[intDiv(weeks, 2) + 1]) / 2) AS median,
      arraySort(arrayMap(c -> abs(c - ifNull(median, c)), costs)) AS deviations,
      if(weeks = 0, NULL, (deviations[intDiv(weeks + 1, 2)] + deviations[intDiv(weeks, 2) + 1]) / 2) AS mad,
      median + 5 * mad AS threshold
    FROM with_history
    WHERE day >= toDate({from:DateTime}, 'UTC')
  )
SELECT
  day,
  account,
  service,
  currency,
  cost,
  weeks,
  median,
  mad,
  threshold,
  multiIf(
    NOT arrayExists(b -> b.1 <= day - 14, before), 'new',
    weeks < 4, 'no_verdict',
    ifNull(cost > threshold AND cost - median >= 10, false), 'anomaly',
    'normal'
  ) AS verdict,
  is_excluded
FROM with_baseline;
