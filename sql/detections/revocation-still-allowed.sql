-- F7: a critical revocation after which a token still succeeded more than 30 s later.
-- in: from, to (UTC, half-open, of the requests)   out: the detection contract, one row for each revocation
-- Judged as M4 judges, with the exclusions that apply to it (sql/views/indicators/60-counted_revocation_outcomes.sql).
-- Repeats and late data: as there.
SELECT
  event_id AS subject,
  time + toIntervalMillisecond(toInt64(assumeNotNull(last_success_after_s) * 1000)) AS at,
  concat(
    'Revocation ', if(revocation_id = '', event_id, revocation_id), ' of ', role, ' in ', target_account,
    ' had no effect: a token succeeded ', toString(round(assumeNotNull(last_success_after_s))), ' s after it (allowed 30 s), ',
    toString(successes_after), ' successes in all.'
  ) AS summary,
  source_account,
  target_account,
  role,
  requested_by AS principal
FROM counted_revocation_outcomes(slo = 'm04-time-to-revoke', from = {from:DateTime}, to = {to:DateTime})
WHERE is_judged AND outcome = 'still_allowed' AND last_success_after_s IS NOT NULL
