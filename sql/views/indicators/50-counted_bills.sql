-- What days cost: every cost sample of a billed day once, as it was last told.
-- in: slo, from, to (whole days in UTC, half-open: of `day`, whenever it was told)
-- out: the columns of cost_sample, and is_excluded
-- A sample is told up to 40 days after the day it bills (a day before it at most, since bills may follow another
--   clock than UTC); what is told later is left out, so that a day depends only on what lies in its reach.
-- Restated: the same event_id with another amount replaces the former. Told at the same time FINAL folds the two,
--   told at another time, as of the later telling, the later one is taken.
CREATE OR REPLACE VIEW counted_bills{{on_cluster}} AS
SELECT *
FROM counted_cost_samples(
  slo = {slo:String},
  from = {from:DateTime} - INTERVAL 1 DAY,
  to = {to:DateTime} + INTERVAL 40 DAY
)
WHERE day >= toDate({from:DateTime}, 'UTC')
  AND day < toDate({to:DateTime}, 'UTC')
  AND toDate(time, 'UTC') BETWEEN day - 1 AND day + 39
ORDER BY time DESC, ingested_at DESC
LIMIT 1 BY day, event_id;
