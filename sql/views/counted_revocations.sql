-- Revocations as indicators count them: each once, with the link it is to end and the tokens it is about.
-- in: slo, from, to (half-open; why the end is compared as a DateTime64: counted.sql)
-- out: the columns of revocation, the link resolved; cross_account, is_excluded, carries_correlation_id;
--      tokens: (issued_at, token_id, expires_at; null when unknown) of all issuances known in its scope,
--      from 12 hours before the request to 15 minutes after it. One without a token_id stands with its event_id.
-- What a revocation does not say of its link, these issuances say. A role whose tokens went to several accounts
--   has no one source: it is cross_account, and its source_account empty.
-- Each revocation is held against issuances by their distance in time, never by the range asked for.
-- Without revocations the moments are those of no time at all, and no issuance is read.
-- Repeats: FINAL holds each event once; an issuance told by two sources stands twice among the tokens.
CREATE OR REPLACE VIEW counted_revocations{{on_cluster}} AS
WITH
  (
    SELECT (greatest(min(time), toDateTime64('2000-01-01 00:00:00', 3, 'UTC')), max(time))
    FROM raw_revocations
    WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3)
  ) AS moments
SELECT
  * EXCEPT (own_source_account, own_target_account, own_role, in_scope, sources),
  target_account != '' AND (length(sources) > 1 OR (source_account != '' AND source_account != target_account))
    AS cross_account,
  {{is_excluded}} AS is_excluded,
  source IN ({{correlating_sources}}) AS carries_correlation_id
FROM (
  SELECT
    revoked.* EXCEPT (scope_key),
    arrayFilter(
      t -> t.1 BETWEEN time - INTERVAL 12 HOUR AND time + INTERVAL 15 MINUTE, issuances
    ) AS in_scope,
    arrayMap(t -> (t.1, t.2, t.3), in_scope) AS tokens,
    if(own_target_account = '', in_scope[1].5, own_target_account) AS target_account,
    if(own_role = '', in_scope[1].6, own_role) AS role,
    if(own_source_account = '', arrayDistinct(arrayFilter(s -> s NOT IN ('', target_account), in_scope.4)), []) AS sources,
    multiIf(own_source_account != '', own_source_account, length(sources) = 1, sources[1], '') AS source_account
  FROM (
    SELECT
      * EXCEPT (source_account, target_account, role),
      source_account AS own_source_account,
      target_account AS own_target_account,
      role AS own_role,
      multiIf(
        scope = 'token', ('token', token_id, '', ''),
        scope = 'role', ('role', own_target_account, own_role, ''),
        ('link', own_target_account, own_role, own_source_account)
      ) AS scope_key
    FROM raw_revocations FINAL
    WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3)
  ) AS revoked
  LEFT JOIN (
    SELECT
      arrayJoin([
        ('token', token_id, '', ''),
        ('role', target_account, role, ''),
        ('link', target_account, role, source_account)
      ]) AS issued_key,
      arraySort(
        groupArray((
          time,
          if(token_id = '', event_id, token_id),
          addSeconds(time, ttl_s),
          toString(source_account),
          toString(target_account),
          toString(role)
        ))
      ) AS issuances
    FROM raw_token_issuances FINAL
    WHERE time >= moments.1 - INTERVAL 12 HOUR AND time <= moments.2 + INTERVAL 15 MINUTE
      AND outcome = 'success' AND phase != 'request'
      AND issued_key != ('token', '', '', '')
      AND issued_key IN (
        SELECT multiIf(
          scope = 'token', ('token', token_id, '', ''),
          scope = 'role', ('role', target_account, role, ''),
          ('link', target_account, role, source_account)
        )
        FROM raw_revocations
        WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3)
      )
    GROUP BY issued_key
  ) AS issued ON scope_key = issued_key
)
SETTINGS do_not_merge_across_partitions_select_final = 1;
