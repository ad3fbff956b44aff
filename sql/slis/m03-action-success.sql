-- M3: did actions taken through a link succeed?
-- in: from, to (UTC minutes, half-open), slo   out: the SLI contract
-- Business errors (the caller asked for something impossible) are neither good nor bad.
-- Repeats: counted_actions holds each action once. Late rows: their minute is recomputed.
WITH
  outcome IN ('success', 'auth_error', 'throttled', 'service_error') AS judgeable,
  judgeable AND NOT is_excluded AS judged
SELECT
  toStartOfMinute(time) AS minute,
  source_account,
  target_account,
  role,
  countIf(judged AND outcome = 'success') AS good,
  countIf(judged) AS total,
  countIf(is_excluded) AS excluded,
  countIf(is_excluded AND outcome = 'success') AS excluded_good,
  countIf(is_excluded AND judgeable) AS excluded_total,
  map(
    'auth_error', countIf(judged AND outcome = 'auth_error'),
    'throttled', countIf(judged AND outcome = 'throttled'),
    'service_error', countIf(judged AND outcome = 'service_error'),
    'business_error', countIf(NOT is_excluded AND outcome = 'business_error')
  ) AS breakdown
FROM counted_actions(slo = {slo:String}, from = {from:DateTime}, to = {to:DateTime})
WHERE cross_account
GROUP BY minute, source_account, target_account, role
