-- Issuances as indicators count them: each once.
-- in: slo, from, to (half-open; why the end is compared as a DateTime64: counted.sql)
-- out: the columns of token_issuance, and cross_account, is_excluded, carries_correlation_id
-- SLIS.md rule 3: an audit log's telling is left out where a source before it tells of the same token or request.
--   Two tellings of one issuance lie within five minutes; SLIs on issuances look that far back and ahead.
--   Each is held against others by their distance in time, never by the range asked for:
--   an issuance is counted alike in whatever range it is computed.
-- Vault tells a request and its response as two halves, without a latency: that of the response is its time less
--   the request's (of the same source, emitter and request_id, in the hour before; the least, were there several).
CREATE OR REPLACE VIEW counted_token_issuances{{on_cluster}} AS
SELECT
  * EXCEPT (rank, halves_ms),
  source_account != '' AND target_account != '' AND source_account != target_account AS cross_account,
  {{is_excluded}} AS is_excluded,
  source IN ({{correlating_sources}}) AS carries_correlation_id
FROM (
  SELECT
    told.* EXCEPT (told_latency_ms),
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
    SELECT * EXCEPT (latency_ms), latency_ms AS told_latency_ms, {{source_rank}} AS rank
    FROM raw_token_issuances FINAL
    WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3) AND phase != 'request'
  ) AS told
  LEFT JOIN (
    SELECT token_id AS told_token, groupArray(({{source_rank}}, time, target_account)) AS tellings_of_token
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
      groupArrayIf(({{source_rank}}, time, target_account), phase != 'request') AS tellings_of_request,
      groupArrayIf((time, source, emitter), phase = 'request') AS requests
    FROM raw_token_issuances
    WHERE time >= {from:DateTime} - INTERVAL 1 HOUR AND time < toDateTime64({to:DateTime}, 3) + INTERVAL 5 MINUTE
      AND request_id IN (
        SELECT request_id
        FROM raw_token_issuances
        WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3)
          AND request_id != ''
          AND (source IN ({{audit_log_sources}}) OR (phase = 'response' AND latency_ms IS NULL))
      )
    GROUP BY told_request
  ) AS by_request ON request_id = told_request
  WHERE rank = 0
    OR NOT arrayExists(
      t -> t.1 < rank AND t.2 BETWEEN time - INTERVAL 5 MINUTE AND time + INTERVAL 5 MINUTE,
      arrayConcat(tellings_of_token, arrayFilter(t -> t.3 = target_account, tellings_of_request))
    )
)
SETTINGS do_not_merge_across_partitions_select_final = 1;
