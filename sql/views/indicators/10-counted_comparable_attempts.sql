-- What was tried in accounts, beside what was tried in the same hours of the four weeks before (M9): actions and
-- token issuances in one shape.
-- in: slo, from, to (half-open, over 28 days apart). Read are the stretch that begins 28 days after `from`, and the
--      same stretch 1, 2, 3 and 4 weeks before it; of more than a week all of it, so nothing is read twice.
--      Why ends are compared as a DateTime64: counted.sql
-- out: time, target_account, outcome, error_type, is_excluded
-- Cheap: each table is read once for all five, in ranges that the engine can look up. The source account is the
--   event's own field, not what its token proves (SLIS.md rule 2 is for indicators that count by link); exclusions
--   by account hold it against that field.
-- SLIS.md rule 3: each once, and an audit log's telling is left out where a source before it tells of the same request
--   or token within five minutes. Each is held against others by their distance in time, never by the range asked for.
CREATE OR REPLACE VIEW counted_comparable_attempts{{on_cluster}} AS
WITH
  (at, margin) -> (
      at >= {from:DateTime} - margin AND at < toDateTime64({to:DateTime}, 3) - INTERVAL 28 DAY + margin
    ) OR (
      at >= {from:DateTime} + INTERVAL 7 DAY - margin AND at < toDateTime64({to:DateTime}, 3) - INTERVAL 21 DAY + margin
    ) OR (
      at >= {from:DateTime} + INTERVAL 14 DAY - margin AND at < toDateTime64({to:DateTime}, 3) - INTERVAL 14 DAY + margin
    ) OR (
      at >= {from:DateTime} + INTERVAL 21 DAY - margin AND at < toDateTime64({to:DateTime}, 3) - INTERVAL 7 DAY + margin
    ) OR (
      at >= {from:DateTime} + INTERVAL 28 DAY - margin AND at < toDateTime64({to:DateTime}, 3) + margin
    ) AS is_due,
  tellings -> arrayMap(
    t -> t.3,
    arrayFilter(
      t -> arrayExists(
        other -> other.1 < t.1 AND other.2 BETWEEN t.2 - INTERVAL 5 MINUTE AND t.2 + INTERVAL 5 MINUTE, tellings
      ),
      tellings
    )
  ) AS told_before
SELECT
  time, target_account, outcome, error_type, {{is_excluded}} AS is_excluded
FROM (
  SELECT time, source_account, target_account, role, principal, outcome, error_type
  FROM raw_actions FINAL
  WHERE is_due(time, INTERVAL 0 MINUTE) AND phase != 'request' AND target_account != ''
    AND (
      source NOT IN ({{audit_log_sources}})
      OR cityHash64(event_id, time, source, request_id, target_account) NOT IN (
        SELECT arrayJoin(told_before(
          groupArray(({{source_rank}}, time, cityHash64(event_id, time, source, request_id, target_account)))
        ))
        FROM raw_actions
        WHERE is_due(time, INTERVAL 5 MINUTE) AND phase != 'request' AND request_id IN (
          SELECT request_id
          FROM raw_actions
          WHERE is_due(time, INTERVAL 0 MINUTE) AND request_id != '' AND source IN ({{audit_log_sources}})
        )
        GROUP BY request_id, target_account
      )
    )
  UNION ALL
  SELECT time, source_account, target_account, role, principal, outcome, error_type
  FROM raw_token_issuances FINAL
  WHERE is_due(time, INTERVAL 0 MINUTE) AND phase != 'request' AND target_account != ''
    AND (
      source NOT IN ({{audit_log_sources}})
      OR cityHash64(event_id, time, source, token_id, request_id, target_account) NOT IN (
        SELECT arrayJoin(told_before(
          groupArray(({{source_rank}}, time, cityHash64(event_id, time, source, token_id, request_id, target_account)))
        ))
        FROM raw_token_issuances
        ARRAY JOIN [(token_id, ''), (request_id, toString(target_account))] AS shared
        WHERE is_due(time, INTERVAL 5 MINUTE) AND phase != 'request' AND shared.1 != '' AND shared IN (
          SELECT arrayJoin([(token_id, ''), (request_id, toString(target_account))])
          FROM raw_token_issuances
          WHERE is_due(time, INTERVAL 0 MINUTE) AND source IN ({{audit_log_sources}})
        )
        GROUP BY shared
      )
    )
)
SETTINGS do_not_merge_across_partitions_select_final = 1;
