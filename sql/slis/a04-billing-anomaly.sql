-- A4: on how many account-days did no service cost far more than it usually does?
-- in: from, to (UTC days, half-open), slo   out: the SLI contract; an account-day is billed when anything of it was told
-- What an anomaly is, and what is too new for one: counted_service_days.
-- An account-day with an excluded sample is excluded as a whole: a verdict on the rest of it would be on another day.
-- Repeats, restated and late bills: counted_bills holds each sample once, as it was last told. A sample told up to
-- 40 days late changes its day, and the same weekday for 8 weeks after it: lookback and lookahead cover both.
WITH account_days AS (
  SELECT
    day,
    account,
    countIf(verdict = 'anomaly') AS anomalies,
    countIf(verdict = 'new') AS new_services,
    max(is_excluded) AS is_excluded
  FROM counted_service_days(slo = {slo:String}, from = {from:DateTime}, to = {to:DateTime})
  GROUP BY day, account
)
SELECT
  toDateTime(day, 'UTC') AS minute,
  '' AS source_account,
  account AS target_account,
  '' AS role,
  countIf(NOT is_excluded AND anomalies = 0) AS good,
  countIf(NOT is_excluded) AS total,
  countIf(is_excluded) AS excluded,
  countIf(is_excluded AND anomalies = 0) AS excluded_good,
  countIf(is_excluded) AS excluded_total,
  map('anomalies', sumIf(anomalies, NOT is_excluded), 'new_services', sumIf(new_services, NOT is_excluded)) AS breakdown
FROM account_days
GROUP BY minute, target_account
