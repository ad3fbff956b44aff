-- What was tried in an account, for indicators that count by target: actions and token issuances in one shape.
-- in: slo, from, to (half-open; why the end is compared as a DateTime64: counted.sql)
-- out: kind, event_id, time, source_account, target_account, role, principal, operation (of an issuance its mechanism),
--      request_id, token_id, outcome, error_type, source_ip, is_excluded
-- Cheap: a minute reads a minute. The source account is the event's own field, not what its token proves
--   (SLIS.md rule 2 is for indicators that count by link); exclusions by account hold it against that field.
-- SLIS.md rule 3: each once, and an audit log's telling is left out where a source before it tells of the same request
--   within five minutes. Each is held against others by their distance in time, never by the range asked for.
CREATE OR REPLACE VIEW counted_attempts{{on_cluster}} AS
SELECT
  'action' AS kind, event_id, time, source_account, target_account, role, principal, operation,
  request_id, token_id, outcome, error_type, source_ip,
  {{is_excluded}} AS is_excluded
FROM (
  SELECT told.*
  FROM (
    SELECT
      event_id, time, source_account, target_account, role, principal, operation,
      request_id, token_id, outcome, error_type, source_ip, {{source_rank}} AS rank
    FROM raw_actions FINAL
    WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3) AND phase != 'request'
  ) AS told
  LEFT JOIN (
    SELECT
      request_id AS told_request,
      target_account AS told_target,
      groupArray(({{source_rank}}, time)) AS tellings
    FROM raw_actions
    WHERE time >= {from:DateTime} - INTERVAL 5 MINUTE AND time < toDateTime64({to:DateTime}, 3) + INTERVAL 5 MINUTE
      AND phase != 'request'
      AND request_id IN (
        SELECT request_id
        FROM raw_actions
        WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3)
          AND request_id != '' AND source IN ({{audit_log_sources}})
      )
    GROUP BY told_request, told_target
  ) AS telling ON request_id = told_request AND target_account = told_target
  WHERE rank = 0
    OR NOT arrayExists(
      t -> t.1 < rank AND t.2 BETWEEN time - INTERVAL 5 MINUTE AND time + INTERVAL 5 MINUTE, tellings
    )
)
UNION ALL
SELECT
  'token_issuance' AS kind, event_id, time, source_account, target_account, role, principal, mechanism AS operation,
  request_id, token_id, outcome, error_type, source_ip,
  is_excluded
FROM counted_token_issuances(slo = {slo:String}, from = {from:DateTime}, to = {to:DateTime})
SETTINGS do_not_merge_across_partitions_select_final = 1;
