-- A9: what does a unit of each workload's work cost, is that within its budget, and how much cost has no workload?
-- in: from, to (UTC days, half-open), slo   out: the SLI contract; judged are workload-days with units and a budget
-- Good: cost ≤ budget × units, in 76 digits since a product of two amounts may not fit into 38.
-- Of a workload, samples of all services add up, their units too; of several budgets of a day the last told holds.
-- measures: amount[w], units[w] over the workload-days whose units are known; untagged and billed over all cost.
-- A workload-day with an excluded sample is excluded as a whole, from measures too.
-- Repeats, restated and late bills: counted_bills holds each sample once, as it was last told, up to 40 days late.
WITH
  workload_days AS (
    SELECT
      day,
      target_account AS account,
      workload,
      sum(amount) AS cost,
      countIf(units IS NOT NULL) > 0 AS has_units,
      sum(ifNull(units, toDecimal128(0, 12))) AS done,
      argMaxIf(budget, (time, event_id), budget IS NOT NULL) AS allowed,
      max(is_excluded) AS is_excluded,
      workload != '' AND has_units AS measured,
      measured AND allowed IS NOT NULL AS judged,
      judged AND toDecimal256(cost, 24) <= toDecimal256(ifNull(allowed, toDecimal128(0, 12)), 12) * toDecimal256(done, 12) AS is_within
    FROM counted_bills(slo = {slo:String}, from = {from:DateTime}, to = {to:DateTime})
    GROUP BY day, account, workload
  )
SELECT
  toDateTime(day, 'UTC') AS minute,
  '' AS source_account,
  account AS target_account,
  '' AS role,
  countIf(NOT is_excluded AND is_within) AS good,
  countIf(NOT is_excluded AND judged) AS total,
  countIf(is_excluded) AS excluded,
  countIf(is_excluded AND is_within) AS excluded_good,
  countIf(is_excluded AND judged) AS excluded_total,
  sumMap(
    if(
      is_excluded,
      CAST(map(), 'Map(String, Decimal(38, 12))'),
      mapConcat(
        map('billed', cost, 'untagged', if(workload = '', cost, toDecimal128(0, 12))),
        if(
          measured,
          map(concat('amount[', workload, ']'), cost, concat('units[', workload, ']'), done),
          CAST(map(), 'Map(String, Decimal(38, 12))')
        )
      )
    )
  ) AS measures
FROM workload_days
GROUP BY minute, target_account
