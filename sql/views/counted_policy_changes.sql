-- Policy changes as indicators count them: each once, when it was first told.
-- in: slo, from, to (half-open; why the end is compared as a DateTime64: counted.sql)
-- out: the columns of policy_change, and cross_account, is_excluded, carries_correlation_id
-- A decision log names the bundle of every decision, so one change is told again every minute under one event_id.
--   The change is the telling that no other came before within seven days: which one that is depends on those days
--   alone, never on the range asked for. SLIs on policy changes look that far ahead.
-- Repeats: FINAL folds what one minute holds of an event_id.
CREATE OR REPLACE VIEW counted_policy_changes{{on_cluster}} AS
SELECT
  *,
  source_account != '' AND target_account != '' AND source_account != target_account AS cross_account,
  {{is_excluded}} AS is_excluded,
  source IN ({{correlating_sources}}) AS carries_correlation_id
FROM raw_policy_changes FINAL
WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3)
  AND (toStartOfMinute(time), event_id) IN (
    SELECT minute, told_id
    FROM (
      SELECT minute, told_id, lagInFrame(minute) OVER (PARTITION BY told_id ORDER BY minute) AS told_before
      FROM (
        SELECT DISTINCT toStartOfMinute(time) AS minute, event_id AS told_id
        FROM raw_policy_changes
        WHERE time >= {from:DateTime} - INTERVAL 7 DAY AND time < toDateTime64({to:DateTime}, 3)
          AND event_id IN (
            SELECT event_id
            FROM raw_policy_changes
            WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3)
          )
      )
    )
    WHERE minute > told_before + INTERVAL 7 DAY
  )
SETTINGS do_not_merge_across_partitions_select_final = 1;
