-- What each account cost in a range of days, and how much of it arose through links.
-- in: from, to (half-open)   out: a row an account and currency, the dearest first; amounts as decimal text
-- Repeats and restated bills: counted_bills holds each sample once, as it was last told.
SELECT
  target_account AS account,
  currency,
  sum(bills.amount) AS amount,
  sumIf(bills.amount, bills.linked) AS linked_amount,
  max(day) AS newest_day
FROM counted_bills(slo = '', from = {from:DateTime}, to = {to:DateTime}) AS bills
GROUP BY account, currency
ORDER BY amount DESC
