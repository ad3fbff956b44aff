-- What indicators count: each event of the kind once, with its flags.
-- in: slo, from, to (half-open; the parameters are what keeps it fast)
-- The end is compared as a DateTime64: against a DateTime, parts that begin in the last second before it are
-- pruned (https://github.com/ClickHouse/ClickHouse/issues/113993).
-- out: the columns of the kind, and cross_account, is_excluded, carries_correlation_id
CREATE OR REPLACE VIEW counted_{{plural}}{{on_cluster}} AS
SELECT
  *,
  source_account != '' AND target_account != '' AND source_account != target_account AS cross_account,
  {{is_excluded}} AS is_excluded,
  source IN ({{correlating_sources}}) AS carries_correlation_id
FROM raw_{{plural}} FINAL
WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3)
SETTINGS do_not_merge_across_partitions_select_final = 1;
