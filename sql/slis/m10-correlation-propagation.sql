-- M10: can an action be followed back to the exchange that allowed it?
-- in: from, to (UTC minutes, half-open), slo   out: the SLI contract
-- Good: a valid correlation id which, where the issuance's is known, equals it.
-- Valid: not empty, not all zeros; a W3C traceparent counts by its trace id.
-- Actions from sources that cannot carry one are out.
-- Repeats: counted_actions holds each action once. Late rows: their minute is recomputed.
WITH
  '^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$' AS traceparent,
  replaceRegexpOne(lower(correlation_id), traceparent, '\\1') AS carried,
  replaceRegexpOne(lower(issuance_correlation_id), traceparent, '\\1') AS expected,
  NOT match(carried, '^[0-]*$') AS valid,
  match(expected, '^[0-]*$') OR carried = expected AS consistent
SELECT
  toStartOfMinute(time) AS minute,
  source_account,
  target_account,
  role,
  countIf(NOT is_excluded AND valid AND consistent) AS good,
  countIf(NOT is_excluded) AS total,
  countIf(is_excluded) AS excluded,
  countIf(is_excluded AND valid AND consistent) AS excluded_good,
  countIf(is_excluded) AS excluded_total,
  map(
    'invalid', countIf(NOT is_excluded AND NOT valid),
    'different', countIf(NOT is_excluded AND valid AND NOT consistent)
  ) AS breakdown
FROM counted_actions(slo = {slo:String}, from = {from:DateTime}, to = {to:DateTime})
WHERE cross_account AND carries_correlation_id
GROUP BY minute, source_account, target_account, role
