-- Issuances as indicators count them: each once.
-- in: slo, from, to (half-open; why the end is compared as a DateTime64: counted.sql)
-- out: the columns of token_issuance, and cross_account, is_excluded, carries_correlation_id
-- SLIS.md rule 3: an audit log's telling is left out where a source before it tells of the same token or request.
--   Two tellings of one issuance lie within five minutes; SLIs on issuances look that far back and ahead.
--   Each is held against others by their distance in time, never by the range asked for:
--   an issuance is counted alike in whatever range it is computed.
CREATE OR REPLACE VIEW counted_token_issuances{{on_cluster}} AS
SELECT
  * EXCEPT (rank),
  source_account != '' AND target_account != '' AND source_account != target_account AS cross_account,
  {{is_excluded}} AS is_excluded,
  source IN ({{correlating_sources}}) AS carries_correlation_id
FROM (
  SELECT told.*
  FROM (
    SELECT *, {{source_rank}} AS rank
    FROM raw_token_issuances FINAL
    WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3) AND phase != 'request'
  ) AS told
  LEFT JOIN (
    SELECT token_id AS told_token, groupArray(({{source_rank}}, time)) AS tellings_of_token
    FROM raw_token_issuances
    WHERE time >= {from:DateTime} - INTERVAL 5 MINUTE AND time < toDateTime64({to:DateTime}, 3) + INTERVAL 5 MINUTE
      AND phase != 'request'
      AND token_id IN (
        SELECT token_id
        FROM raw_token_issuances
        WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3)
          AND token_id != '' AND source IN ({{audit_log_sources}})
      )
    GROUP BY told_token
  ) AS by_token ON token_id = told_token
  LEFT JOIN (
    SELECT
      request_id AS told_request,
      target_account AS told_target,
      groupArray(({{source_rank}}, time)) AS tellings_of_request
    FROM raw_token_issuances
    WHERE time >= {from:DateTime} - INTERVAL 5 MINUTE AND time < toDateTime64({to:DateTime}, 3) + INTERVAL 5 MINUTE
      AND phase != 'request'
      AND request_id IN (
        SELECT request_id
        FROM raw_token_issuances
        WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3)
          AND request_id != '' AND source IN ({{audit_log_sources}})
      )
    GROUP BY told_request, told_target
  ) AS by_request ON request_id = told_request AND target_account = told_target
  WHERE rank = 0
    OR NOT arrayExists(
      t -> t.1 < rank AND t.2 BETWEEN time - INTERVAL 5 MINUTE AND time + INTERVAL 5 MINUTE,
      arrayConcat(tellings_of_token, tellings_of_request)
    )
)
SETTINGS do_not_merge_across_partitions_select_final = 1;
