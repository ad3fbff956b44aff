-- Services that cost more than they usually do, and services that are new, over a range of days.
-- in: from, to, account ('' for any)   out: a row a service and day, the latest first, at most 200; amounts as decimal text
-- Repeats and restated bills: counted_bills holds each sample once, as it was last told.
SELECT
  day,
  account,
  service,
  currency,
  verdict,
  cost,
  median,
  threshold
FROM counted_service_days(slo = '', from = {from:DateTime}, to = {to:DateTime})
WHERE verdict IN ('anomaly', 'new')
  AND ({account:String} = '' OR account = {account:String})
ORDER BY day DESC, cost DESC
LIMIT 200
