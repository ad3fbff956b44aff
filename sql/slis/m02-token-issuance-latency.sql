-- M2: how long do successful issuances take?
-- in: from, to (UTC minutes, half-open), slo   out: the SLI contract, with the latencies themselves
-- Durations come from one clock: negative ones and those over an hour are set aside as clock skew.
-- Repeats: counted_token_issuances holds each issuance once. Late rows: their minute is recomputed.
WITH
  outcome = 'success' AND latency_ms IS NOT NULL AS known,
  ifNull(latency_ms < 0 OR latency_ms > 3600000, false) AS skewed,
  known AND NOT skewed AND NOT is_excluded AS judged
SELECT
  toStartOfMinute(time) AS minute,
  source_account,
  target_account,
  role,
  countIf(judged AND latency_ms <= 500) AS good,
  countIf(judged) AS total,
  countIf(known AND is_excluded) AS excluded,
  countIf(known AND NOT skewed AND is_excluded AND latency_ms <= 500) AS excluded_good,
  countIf(known AND NOT skewed AND is_excluded) AS excluded_total,
  groupArrayIf(assumeNotNull(latency_ms), judged) AS durations_ms,
  map('clock_skew', countIf(known AND skewed AND NOT is_excluded)) AS breakdown
FROM counted_token_issuances(slo = {slo:String}, from = {from:DateTime}, to = {to:DateTime})
WHERE cross_account
GROUP BY minute, source_account, target_account, role
