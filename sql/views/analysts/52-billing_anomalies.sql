-- Which service cost how much more than it usually does, on which day: the anomalies that A4 counts, and what is new.
-- out: day, account, service, currency; verdict (anomaly; new: the service's first 14 days, which are no anomaly),
--   cost; median and mad of the same weekday over the 8 weeks before, and in how many weeks it had a cost (weeks),
--   threshold (median + 5 × MAD); above_median (cost − median); is_excluded (by an exclusion for all SLOs).
--   NULL where the weekday had no cost before.
-- Repeats and restated bills: counted_bills holds each sample once, as it was last told.
CREATE OR REPLACE VIEW billing_anomalies{{on_cluster}} AS
SELECT
  day,
  account,
  service,
  currency,
  verdict,
  cost,
  median,
  mad,
  weeks,
  threshold,
  cost - median AS above_median,
  is_excluded
FROM counted_service_days(
  slo = '',
  from = toDateTime('2000-03-01 00:00:00', 'UTC'),
  to = toDateTime('2100-01-01 00:00:00', 'UTC')
)
WHERE verdict IN ('anomaly', 'new');
