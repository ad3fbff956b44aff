-- M4: how fast does a revocation take effect?
-- in: from, to (UTC minutes, half-open), slo   out: the SLI contract, with the times to take effect
-- Judged on uses, in the 15 min after the request, of tokens issued before it. In this order:
--   1. A success after 30 s: still allowed, bad at once.
--   2. The first denial after which nothing succeeds is the moment of effect (caches flap: not the first one).
--   3. Neither success nor denial, and every token alive at the request expires within 30 s: effective then.
--   4. Else unproven: neither good nor bad.
-- Uses count by the token they carry. A token whose issuance is not known can only be revoked by itself.
-- An exclusion covers the revocation that is judged; an excluded use is evidence all the same.
-- Repeats: the views hold each event once. Late rows: lookback covers uses, lookahead issuances (up to 12 h before
-- the request); each is held against the request by its distance, whatever range is read.
WITH
  revocations AS (
    SELECT
      event_id, time, source_account, target_account, role, is_excluded,
      arrayFilter(t -> t.1 < time, tokens) AS older,
      arrayMap(t -> assumeNotNull(t.3), arrayFilter(t -> ifNull(t.3 > time, false), older)) AS expiries,
      arrayExcept(
        arrayMap(t -> t.2, arrayFilter(t -> t.3 IS NULL, older)),
        arrayMap(t -> t.2, arrayFilter(t -> t.3 IS NOT NULL, older))
      ) AS lasting,
      notEmpty(expiries) AND empty(lasting) AND arrayMax(expiries) <= time + INTERVAL 30 SECOND AS all_expire,
      if(all_expire, dateDiff('millisecond', time, arrayMax(expiries)), 0) AS expire_after_ms,
      if(scope = 'token' AND empty(tokens), [token_id], arrayDistinct(older.2)) AS watched
    FROM counted_revocations(slo = {slo:String}, from = {from:DateTime}, to = {to:DateTime})
    WHERE cross_account AND severity = 'critical'
  ),
  seen AS (
    SELECT
      event_id, time, source_account, target_account, role, is_excluded, all_expire, expire_after_ms,
      maxIf(after_ms + 1, outcome = 'success' AND in_reach) AS silent_from_ms,
      groupArrayIf(after_ms, outcome = 'auth_error' AND in_reach) AS denials_ms
    FROM (
      SELECT
        watch.*,
        outcome,
        used_at BETWEEN time AND time + INTERVAL 15 MINUTE AS in_reach,
        dateDiff('millisecond', time, used_at) AS after_ms
      FROM (SELECT *, watched_token FROM revocations LEFT ARRAY JOIN watched AS watched_token) AS watch
      LEFT JOIN counted_uses_after_revocations(slo = {slo:String}, from = {from:DateTime}, to = {to:DateTime}) AS uses
        ON watched_token = used_token
    )
    GROUP BY event_id, time, source_account, target_account, role, is_excluded, all_expire, expire_after_ms
  ),
  judged AS (
    SELECT
      time, source_account, target_account, role, is_excluded,
      multiIf(
        silent_from_ms > 30001, 'still_allowed',
        notEmpty(final_denials_ms), if(arrayMin(final_denials_ms) <= 30000, 'denied', 'slow'),
        silent_from_ms = 0 AND all_expire, 'expired',
        'unproven'
      ) AS verdict,
      if(notEmpty(final_denials_ms), arrayMin(final_denials_ms), expire_after_ms) AS effective_ms
    FROM (
      SELECT *, arrayFilter(denied_ms -> denied_ms >= silent_from_ms, denials_ms) AS final_denials_ms FROM seen
    )
  )
SELECT
  toStartOfMinute(time) AS minute,
  source_account,
  target_account,
  role,
  countIf(NOT is_excluded AND verdict IN ('denied', 'expired')) AS good,
  countIf(NOT is_excluded AND verdict != 'unproven') AS total,
  countIf(is_excluded) AS excluded,
  countIf(is_excluded AND verdict IN ('denied', 'expired')) AS excluded_good,
  countIf(is_excluded AND verdict != 'unproven') AS excluded_total,
  countIf(NOT is_excluded AND verdict = 'unproven') AS pending,
  groupArrayIf(toFloat64(effective_ms), NOT is_excluded AND verdict IN ('denied', 'slow', 'expired')) AS durations_ms,
  map(
    'still_allowed', countIf(NOT is_excluded AND verdict = 'still_allowed'),
    'slow', countIf(NOT is_excluded AND verdict = 'slow'),
    'expired', countIf(NOT is_excluded AND verdict = 'expired'),
    'unproven', countIf(NOT is_excluded AND verdict = 'unproven')
  ) AS breakdown
FROM judged
GROUP BY minute, source_account, target_account, role
