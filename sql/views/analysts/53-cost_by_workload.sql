-- What each workload cost an account on each day, in all and for a unit of its work.
-- out: day, account, workload (empty: cost without a workload, is_untagged), currency; services (their names),
--   amount (as billed), effective_amount (with discounts and commitments spread over their use; NULL where no bill has
--   it); units (NULL where none were told), cost_per_unit (amount / units; NULL without units), budget (the most a unit
--   may cost, as last told; NULL: none), is_within_budget (NULL: not to be judged); linked_amount (of amount, what arose
--   through links); is_untagged.
-- Repeats and restated bills: counted_bills holds each sample once, as it was last told.
CREATE OR REPLACE VIEW cost_by_workload{{on_cluster}} AS
SELECT
  day,
  target_account AS account,
  workload,
  currency,
  arraySort(groupUniqArray(toString(service))) AS services,
  sum(bills.amount) AS amount,
  sum(bills.effective_amount) AS effective_amount,
  sum(bills.units) AS units,
  if(
    ifNull(units, 0) = 0,
    NULL,
    CAST(divideDecimal(toDecimal256(amount, 12), toDecimal256(assumeNotNull(units), 12), 12), 'Decimal(38, 12)')
  ) AS cost_per_unit,
  argMaxIf(bills.budget, (bills.time, bills.event_id), bills.budget IS NOT NULL) AS budget,
  toDecimal256(amount, 24) <= toDecimal256(budget, 12) * toDecimal256(units, 12) AS is_within_budget,
  sumIf(bills.amount, bills.linked) AS linked_amount,
  CAST(workload = '', 'Bool') AS is_untagged
FROM counted_bills(
  slo = '',
  from = toDateTime('2000-01-02 00:00:00', 'UTC'),
  to = toDateTime('2100-01-01 00:00:00', 'UTC')
) AS bills
GROUP BY day, account, workload, currency;
