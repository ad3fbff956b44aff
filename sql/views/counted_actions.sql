-- Actions as indicators count them: each once, with the source that its token proves.
-- in: slo, from, to (half-open)
-- out: the columns of action, source_account resolved, and cross_account, is_excluded, carries_correlation_id,
--      is_first_hand, issuance_correlation_id (empty where no issuance is known)
-- SLIS.md rule 2: the source is that of the issuance which made the token; only without one does the own field count.
-- SLIS.md rule 3: an audit log's telling is left out where a source before it tells of the same request.
--   Two tellings of one action lie within five minutes; SLIs on actions look that far back and ahead.
CREATE OR REPLACE VIEW counted_actions{{on_cluster}} AS
SELECT
  *,
  source_account != '' AND target_account != '' AND source_account != target_account AS cross_account,
  {{is_excluded}} AS is_excluded,
  source IN ({{correlating_sources}}) AS carries_correlation_id,
  source NOT IN ({{audit_log_sources}}) AS is_first_hand
FROM (
  SELECT
    told.* EXCEPT (own_source_account),
    if(token_source_account != '', token_source_account, own_source_account) AS source_account,
    issuance_correlation_id
  FROM (
    SELECT * EXCEPT (source_account), source_account AS own_source_account, {{source_rank}} AS rank
    FROM raw_actions FINAL
    WHERE time >= {from:DateTime} AND time < {to:DateTime} AND phase != 'request'
  ) AS told
  LEFT JOIN (
    SELECT
      token_id AS issued_token,
      argMin(source_account, ({{source_rank}}, issued_at, event_id)) AS token_source_account,
      argMin(correlation_id, ({{source_rank}}, issued_at, event_id)) AS issuance_correlation_id
    FROM tokens FINAL
    WHERE token_id IN (
      SELECT token_id
      FROM raw_actions
      WHERE time >= {from:DateTime} AND time < {to:DateTime} AND token_id != ''
    )
    GROUP BY issued_token
  ) AS token ON token_id = issued_token
  LEFT JOIN (
    SELECT request_id AS told_request, target_account AS told_target, min({{source_rank}}) AS best_rank
    FROM raw_actions
    WHERE time >= {from:DateTime} - INTERVAL 5 MINUTE AND time < {to:DateTime} + INTERVAL 5 MINUTE
      AND request_id IN (
        SELECT request_id
        FROM raw_actions
        WHERE time >= {from:DateTime} AND time < {to:DateTime}
          AND request_id != '' AND source IN ({{audit_log_sources}})
      )
    GROUP BY told_request, told_target
  ) AS telling ON request_id = told_request AND target_account = told_target
  WHERE rank = 0 OR request_id = '' OR rank <= best_rank
)
SETTINGS do_not_merge_across_partitions_select_final = 1;
