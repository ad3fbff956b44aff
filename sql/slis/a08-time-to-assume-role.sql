-- A8: how long does it take to assume a role?
-- in: from, to (UTC minutes, half-open), slo   out: the SLI contract, with the latencies themselves; per calling account
-- Durations come from one clock: negative ones and those over an hour are set aside as clock skew.
-- Repeats: counted_token_issuances holds each call once. Late rows: their minute is recomputed.
WITH
  ifNull(latency_ms < 0 OR latency_ms > 3600000, false) AS skewed,
  NOT skewed AND NOT is_excluded AS judged
SELECT
  toStartOfMinute(time) AS minute,
  source_account,
  '' AS target_account,
  '' AS role,
  countIf(judged AND latency_ms <= 2000) AS good,
  countIf(judged) AS total,
  countIf(is_excluded) AS excluded,
  countIf(is_excluded AND NOT skewed AND latency_ms <= 2000) AS excluded_good,
  countIf(is_excluded AND NOT skewed) AS excluded_total,
  groupArrayIf(assumeNotNull(latency_ms), judged) AS durations_ms,
  map('clock_skew', countIf(skewed AND NOT is_excluded)) AS breakdown
FROM counted_token_issuances(slo = {slo:String}, from = {from:DateTime}, to = {to:DateTime})
WHERE startsWith(mechanism, 'assume_role') AND source_account != '' AND latency_ms IS NOT NULL
GROUP BY minute, source_account
