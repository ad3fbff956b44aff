-- Revocations as indicators count them: each once, with the link that it is to end.
-- in: slo, from, to (half-open; why the end is compared as a DateTime64: counted.sql)
-- out: the columns of revocation, the link resolved, and cross_account, is_excluded, carries_correlation_id
-- What a revocation does not say of its link, the issuances say that it revokes: its token's, or those of its role.
--   A token tells for 12 hours after its issuance (and 5 minutes before it, since clocks differ).
--   A role whose tokens went to several accounts has no one source: cross_account, and source_account empty.
-- Each revocation is held against issuances by their distance in time, never by the range asked for.
-- Where nothing is left to look up, the moments are those of no time at all and no issuance is read.
CREATE OR REPLACE VIEW counted_revocations{{on_cluster}} AS
WITH
  (
    SELECT (greatest(min(time), toDateTime64('2000-01-01 00:00:00', 3, 'UTC')), max(time))
    FROM raw_revocations
    WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3)
      AND scope != 'link' AND '' IN (source_account, target_account, role)
  ) AS moments
SELECT
  * EXCEPT (own_source_account, own_target_account, own_role, in_reach, sources),
  target_account != '' AND (length(sources) > 1 OR (source_account != '' AND source_account != target_account))
    AS cross_account,
  {{is_excluded}} AS is_excluded,
  source IN ({{correlating_sources}}) AS carries_correlation_id
FROM (
  SELECT
    revoked.* EXCEPT (revoked_key),
    arrayFilter(i -> time BETWEEN i.1 - INTERVAL 5 MINUTE AND i.1 + INTERVAL 12 HOUR, issuances) AS in_reach,
    if(own_target_account = '', in_reach[1].3, own_target_account) AS target_account,
    if(own_role = '', in_reach[1].4, own_role) AS role,
    if(own_source_account != '', [], arrayDistinct(arrayFilter(s -> s NOT IN ('', target_account), in_reach.2))) AS sources,
    multiIf(own_source_account != '', own_source_account, length(sources) = 1, sources[1], '') AS source_account
  FROM (
    SELECT
      * EXCEPT (source_account, target_account, role),
      source_account AS own_source_account,
      target_account AS own_target_account,
      role AS own_role,
      if(scope = 'token', (token_id, '', ''), ('', target_account, role)) AS revoked_key
    FROM raw_revocations FINAL
    WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3)
  ) AS revoked
  LEFT JOIN (
    SELECT
      arrayJoin([(token_id, '', ''), ('', target_account, role)]) AS issued_key,
      arraySort(groupArray((time, source_account, target_account, role))) AS issuances
    FROM raw_token_issuances
    WHERE time >= moments.1 - INTERVAL 12 HOUR AND time <= moments.2 + INTERVAL 5 MINUTE
      AND outcome = 'success' AND phase != 'request'
      AND issued_key IN (
        SELECT if(scope = 'token', (token_id, '', ''), ('', target_account, role)) AS key
        FROM raw_revocations
        WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3)
          AND scope != 'link' AND '' IN (source_account, target_account, role) AND key != ('', '', '')
      )
    GROUP BY issued_key
  ) AS issued ON revoked_key = issued_key
)
SETTINGS do_not_merge_across_partitions_select_final = 1;
