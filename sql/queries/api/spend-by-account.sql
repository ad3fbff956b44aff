-- What each account cost in a range of days, and how much of it arose through links.
-- in: from, to (half-open), account ('' for all)   out: a row an account and currency; amounts as decimal text
-- Repeats and restated bills: counted_bills holds each sample once, as it was last told.
SELECT
  target_account AS account,
  currency,
  sum(bills.amount) AS amount,
  sumIf(bills.amount, bills.linked) AS linked_amount,
  max(day) AS newest_day
FROM counted_bills(slo = '', from = {from:DateTime}, to = {to:DateTime}) AS bills
WHERE {account:String} = '' OR target_account = {account:String}
GROUP BY account, currency
ORDER BY amount DESC
LIMIT 1000
