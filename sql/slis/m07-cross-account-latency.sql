-- M7: how long do actions through a link take?
-- in: from, to (UTC minutes, half-open), slo   out: the SLI contract, with the latencies themselves
-- Synchronous successes only: nobody waits for the others, and a refusal is quick for reasons of its own.
-- Durations come from one clock: negative ones and those over an hour are set aside as clock skew.
-- Repeats: counted_actions holds each action once. Late rows: their minute is recomputed.
WITH
  synchronous AND outcome = 'success' AND latency_ms IS NOT NULL AS known,
  ifNull(latency_ms < 0 OR latency_ms > 3600000, false) AS skewed,
  known AND NOT skewed AS measured,
  measured AND ifNull(latency_ms <= 200, false) AS fast
SELECT
  toStartOfMinute(time) AS minute,
  source_account,
  target_account,
  role,
  countIf(NOT is_excluded AND fast) AS good,
  countIf(NOT is_excluded AND measured) AS total,
  countIf(is_excluded AND known) AS excluded,
  countIf(is_excluded AND fast) AS excluded_good,
  countIf(is_excluded AND measured) AS excluded_total,
  groupArrayIf(assumeNotNull(latency_ms), NOT is_excluded AND measured) AS durations_ms,
  map('clock_skew', countIf(NOT is_excluded AND known AND skewed)) AS breakdown
FROM counted_actions(slo = {slo:String}, from = {from:DateTime}, to = {to:DateTime})
WHERE cross_account
GROUP BY minute, source_account, target_account, role
