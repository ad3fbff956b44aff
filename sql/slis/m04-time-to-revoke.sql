-- M4: how fast does a revocation take effect?
-- in: from, to (UTC minutes, half-open), slo   out: the SLI contract, with the times to take effect
-- Judged on uses, in the 15 min after the request, of tokens issued before it, up to 12 h. In this order:
--   1. A success after 30 s: still allowed, bad at once.
--   2. The first denial after which nothing succeeds is the moment of effect (caches flap, so not the first one).
--   3. Neither a success nor a denial, and every token alive at the request expires within 30 s: effective then.
--   4. Else unproven: neither good nor bad.
-- Uses count by the token they carry. A token whose issuance is not known stands for itself alone, not for a role.
-- Exclusions cover the revocation that is judged; an excluded use is evidence all the same.
-- Repeats: counted views hold each event once, and a second telling of a use proves nothing else.
-- Late rows: lookback covers the uses, lookahead the issuances; each is held by its distance from the request.
-- In a minute without revocations the moments are those of no time at all: no use and no issuance is read.
WITH
  (
    SELECT (
      toDateTime(greatest(min(time), toDateTime64('2000-01-01 00:00:00', 3, 'UTC'))),
      toDateTime(max(time)) + INTERVAL 1 SECOND
    )
    FROM counted_revocations(slo = {slo:String}, from = {from:DateTime}, to = {to:DateTime})
    WHERE cross_account AND severity = 'critical'
  ) AS moments,
  9223372036854775807 AS never,
  asked AS (
    SELECT
      event_id, time, source_account, target_account, role, scope, token_id, is_excluded,
      toUnixTimestamp64Milli(time) AS asked_ms,
      multiIf(
        scope = 'token', ('token', token_id, '', ''),
        scope = 'role', ('role', target_account, role, ''),
        ('link', target_account, role, source_account)
      ) AS scope_key
    FROM counted_revocations(slo = {slo:String}, from = {from:DateTime}, to = {to:DateTime})
    WHERE cross_account AND severity = 'critical'
  ),
  issued AS (
    SELECT
      arrayJoin([
        ('token', token_id, '', ''),
        ('role', target_account, role, ''),
        ('link', target_account, role, source_account)
      ]) AS issued_key,
      token_id AS issued_token,
      toUnixTimestamp64Milli(time) AS issued_ms,
      ifNull(issued_ms + ttl_s * 1000, never) AS expires_ms
    FROM counted_token_issuances(
      slo = {slo:String},
      from = moments.1 - INTERVAL 12 HOUR,
      to = moments.2 + INTERVAL 15 MINUTE
    )
    WHERE outcome = 'success' AND issued_key != ('token', '', '', '') AND issued_key IN (SELECT scope_key FROM asked)
  ),
  revocations AS (
    SELECT
      asked.*,
      tokens,
      arrayFilter(t -> t.2 >= asked_ms - 43200000 AND t.2 < asked_ms, tokens) AS older,
      arrayFilter(t -> t.3 > asked_ms, older) AS alive,
      arrayMax(alive.3) - asked_ms AS expired_after_ms,
      if(
        scope = 'token' AND NOT arrayExists(t -> t.2 >= asked_ms - 43200000 AND t.2 <= asked_ms + 900000, tokens),
        [token_id],
        arrayDistinct(older.1)
      ) AS watched
    FROM asked
    LEFT JOIN (
      SELECT issued_key, groupArray((issued_token, issued_ms, expires_ms)) AS tokens
      FROM issued
      GROUP BY issued_key
    ) AS held ON scope_key = issued_key
  ),
  uses AS (
    SELECT token_id AS used_token, toUnixTimestamp64Milli(time) AS used_ms, outcome
    FROM counted_actions(slo = {slo:String}, from = moments.1, to = moments.2 + INTERVAL 15 MINUTE)
    WHERE outcome IN ('success', 'auth_error') AND token_id != ''
  ),
  evidence AS (
    SELECT
      event_id AS proven,
      maxIf(used_ms, outcome = 'success') AS last_success_ms,
      arrayMin(arrayFilter(denied -> denied > last_success_ms, groupArrayIf(used_ms, outcome = 'auth_error'))) AS denied_ms
    FROM (SELECT event_id, asked_ms, arrayJoin(watched) AS watched_token FROM revocations) AS watch
    JOIN uses ON watched_token = used_token
    WHERE used_ms BETWEEN asked_ms AND asked_ms + 900000
    GROUP BY proven
  ),
  judged AS (
    SELECT
      revocations.*,
      last_success_ms > asked_ms + 30000 AS still_allowed,
      NOT still_allowed AND denied_ms > 0 AS denied,
      proven = '' AND notEmpty(alive) AND expired_after_ms <= 30000 AS expired,
      multiIf(denied, [denied_ms - asked_ms], expired, [expired_after_ms], []) AS effective_after_ms,
      still_allowed OR denied OR expired AS decided,
      expired OR (denied AND effective_after_ms[1] <= 30000) AS effective_in_time
    FROM revocations
    LEFT JOIN evidence ON event_id = proven
  )
SELECT
  toStartOfMinute(time) AS minute,
  source_account,
  target_account,
  role,
  countIf(NOT is_excluded AND effective_in_time) AS good,
  countIf(NOT is_excluded AND decided) AS total,
  countIf(is_excluded) AS excluded,
  countIf(is_excluded AND effective_in_time) AS excluded_good,
  countIf(is_excluded AND decided) AS excluded_total,
  countIf(NOT is_excluded AND NOT decided) AS pending,
  arrayMap(d -> toFloat64(d), groupArrayArrayIf(effective_after_ms, NOT is_excluded)) AS durations_ms,
  map(
    'still_allowed', countIf(NOT is_excluded AND still_allowed),
    'slow', countIf(NOT is_excluded AND denied AND NOT effective_in_time),
    'expired', countIf(NOT is_excluded AND expired),
    'unproven', countIf(NOT is_excluded AND NOT decided)
  ) AS breakdown
FROM judged
GROUP BY minute, source_account, target_account, role
