-- How long do synchronous successful actions take? (As M7 will ask.)
-- in: from, to (UTC minutes, half-open), slo   out: the SLI contract, with the latencies themselves
WITH
  synchronous AND outcome = 'success' AND latency_ms IS NOT NULL AS known,
  known AND NOT is_excluded AND ifNull(latency_ms BETWEEN 0 AND 3600000, false) AS judged
SELECT
  toStartOfMinute(time) AS minute,
  source_account,
  target_account,
  role,
  countIf(judged AND latency_ms <= 200) AS good,
  countIf(judged) AS total,
  countIf(known AND is_excluded) AS excluded,
  groupArrayIf(assumeNotNull(latency_ms), judged) AS durations_ms
FROM counted_actions(slo = {slo:String}, from = {from:DateTime}, to = {to:DateTime})
WHERE cross_account
GROUP BY minute, source_account, target_account, role
