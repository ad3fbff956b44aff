-- Actions as indicators count them: each once, with the source that its token proves.
-- in: slo, from, to (half-open; why the end is compared as a DateTime64: counted.sql)
-- out: the columns of action, source_account resolved, and cross_account, is_excluded, carries_correlation_id,
--      is_first_hand, issuance_correlation_id (empty where no issuance is known)
-- SLIS.md rule 2: the source is that of the issuance which made the token; only without one does the own field count.
--   A token tells for 12 hours after its issuance (and 5 minutes before it, since clocks differ):
--   what an issuance can change is bounded, and so is the reading.
-- SLIS.md rule 3: an audit log's telling is left out where a source before it tells of the same request.
--   Two tellings of one action lie within five minutes; SLIs on actions look that far back and ahead.
-- Both rules hold an action against others by their distance in time, never by the range asked for:
--   an action is counted alike in whatever range it is computed.
-- Vault tells a request and its response as two halves, without a latency: that of the response is its time less
--   the request's (of the same source, emitter and request_id, in the hour before; the least, were there several).
CREATE OR REPLACE VIEW counted_actions{{on_cluster}} AS
SELECT
  * EXCEPT (rank, token_account, halves_ms),
  source_account != '' AND target_account != '' AND source_account != target_account AS cross_account,
  {{is_excluded}} AS is_excluded,
  source IN ({{correlating_sources}}) AS carries_correlation_id,
  source NOT IN ({{audit_log_sources}}) AS is_first_hand
FROM (
  SELECT
    told.* EXCEPT (own_source_account, told_latency_ms),
    arrayFirst(
      (account, at) -> account != '' AND time BETWEEN at - INTERVAL 5 MINUTE AND at + INTERVAL 12 HOUR,
      token_accounts, issued_at
    ) AS token_account,
    if(token_account != '', token_account, own_source_account) AS source_account,
    arrayFirst(
      (id, at) -> id != '' AND time BETWEEN at - INTERVAL 5 MINUTE AND at + INTERVAL 12 HOUR,
      token_correlation_ids, issued_at
    ) AS issuance_correlation_id,
    arrayFilter(
      took_ms -> took_ms BETWEEN 0 AND 3600000,
      arrayMap(
        r -> dateDiff('millisecond', r.1, time), arrayFilter(r -> r.2 = source AND r.3 = emitter, requests)
      )
    ) AS halves_ms,
    if(
      phase = 'response' AND told_latency_ms IS NULL AND notEmpty(halves_ms),
      toFloat64(arrayMin(halves_ms)),
      told_latency_ms
    ) AS latency_ms
  FROM (
    SELECT
      * EXCEPT (source_account, latency_ms),
      source_account AS own_source_account,
      latency_ms AS told_latency_ms,
      {{source_rank}} AS rank
    FROM raw_actions FINAL
    WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3) AND phase != 'request'
  ) AS told
  LEFT JOIN (
    SELECT
      token_id AS issued_token,
      arraySort(groupArray(({{source_rank}}, time, event_id, source_account, correlation_id))) AS issuances,
      issuances.2 AS issued_at,
      issuances.4 AS token_accounts,
      issuances.5 AS token_correlation_ids
    FROM raw_token_issuances FINAL
    WHERE time >= {from:DateTime} - INTERVAL 12 HOUR AND time < toDateTime64({to:DateTime}, 3) + INTERVAL 5 MINUTE
      AND outcome = 'success'
      AND token_id IN (
        SELECT token_id
        FROM raw_actions
        WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3) AND token_id != ''
      )
    GROUP BY issued_token
  ) AS token ON token_id = issued_token
  LEFT JOIN (
    SELECT
      request_id AS told_request,
      groupArrayIf(({{source_rank}}, time, target_account), phase != 'request') AS tellings,
      groupArrayIf((time, source, emitter), phase = 'request') AS requests
    FROM raw_actions
    WHERE time >= {from:DateTime} - INTERVAL 1 HOUR AND time < toDateTime64({to:DateTime}, 3) + INTERVAL 5 MINUTE
      AND request_id IN (
        SELECT request_id
        FROM raw_actions
        WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3)
          AND request_id != ''
          AND (source IN ({{audit_log_sources}}) OR (phase = 'response' AND latency_ms IS NULL))
      )
    GROUP BY told_request
  ) AS telling ON request_id = told_request
  WHERE rank = 0
    OR NOT arrayExists(
      t -> t.1 < rank AND t.3 = target_account AND t.2 BETWEEN time - INTERVAL 5 MINUTE AND time + INTERVAL 5 MINUTE,
      tellings
    )
)
SETTINGS do_not_merge_across_partitions_select_final = 1;
