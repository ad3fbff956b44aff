-- What became of each revocation, judged as M4 judges critical ones (sql/slis/m04-time-to-revoke.sql).
-- in: slo (whose exclusions hold), from, to (half-open, of the requests)   out: one row a revocation
-- still_allowed: used after 30 s; effective: denied, and nothing succeeded after; expired: unused, and every token of
-- it ended within 30 s; pending: none of these so far, and less than 15 minutes ago; unproven: none of these.
-- Repeats: what it reads holds each event once. Late data: each use is held against the request by its distance.
CREATE OR REPLACE VIEW counted_revocation_outcomes{{on_cluster}} AS
WITH
  asked AS (
    SELECT
      *,
      arrayFilter(t -> t.1 < time, tokens) AS older,
      arrayMap(t -> assumeNotNull(t.3), arrayFilter(t -> ifNull(t.3 > time, false), older)) AS expiries,
      arrayExcept(
        arrayMap(t -> t.2, arrayFilter(t -> t.3 IS NULL, older)),
        arrayMap(t -> t.2, arrayFilter(t -> t.3 IS NOT NULL, older))
      ) AS lasting,
      notEmpty(expiries) AND empty(lasting) AND arrayMax(expiries) <= time + INTERVAL 30 SECOND AS all_expire,
      if(scope = 'token' AND empty(tokens), [token_id], arrayDistinct(older.2)) AS watched
    FROM counted_revocations(
      slo = {slo:String},
      from = {from:DateTime},
      to = {to:DateTime}
    )
  ),
  uses AS (
    SELECT
      event_id AS used_after,
      maxIf(after_ms, uses.outcome = 'success') AS last_success_ms,
      countIf(uses.outcome = 'success') AS successes,
      groupArrayIf(after_ms, uses.outcome = 'auth_error') AS denials_ms
    FROM (
      SELECT event_id, dateDiff('millisecond', time, used_at) AS after_ms, used.outcome AS outcome
      FROM (SELECT event_id, time, arrayJoin(watched) AS watched_token FROM asked) AS watch
      JOIN (
        SELECT used_token, used_at, outcome
        FROM counted_uses_after_revocations(
          slo = {slo:String},
          from = {from:DateTime},
          to = {to:DateTime}
        )
      ) AS used ON watched_token = used_token
      WHERE used_at BETWEEN time AND time + INTERVAL 15 MINUTE
    ) AS uses
    GROUP BY used_after
  )
SELECT
  time,
  revocation_id,
  event_id,
  toString(scope) AS scope,
  toString(severity) AS severity,
  token_id,
  toString(source_account) AS source_account,
  toString(role) AS role,
  toString(target_account) AS target_account,
  toString(requested_by) AS requested_by,
  reason,
  length(watched) AS tokens_watched,
  successes AS successes_after,
  length(denials_ms) AS denials_after,
  multiIf(
    successes > 0 AND last_success_ms > 30000, 'still_allowed',
    notEmpty(final_denials_ms), 'effective',
    successes = 0 AND empty(denials_ms) AND all_expire, 'expired',
    time > now() - INTERVAL 15 MINUTE, 'pending',
    'unproven'
  ) AS outcome,
  multiIf(
    outcome = 'effective', final_denials_ms[1] / 1000,
    outcome = 'expired', dateDiff('millisecond', time, arrayMax(expiries)) / 1000,
    NULL
  ) AS effective_after_s,
  if(successes > 0, last_success_ms / 1000, NULL) AS last_success_after_s,
  toBool(cross_account AND severity = 'critical' AND NOT is_excluded) AS is_judged,
  if(outcome IN ('pending', 'unproven'), NULL, toBool(ifNull(effective_after_s <= 30, false))) AS in_time
FROM (
  SELECT
    *,
    arraySort(arrayFilter(ms -> successes = 0 OR ms > last_success_ms, denials_ms)) AS final_denials_ms
  FROM asked
  LEFT JOIN uses ON event_id = used_after
);
