-- Actions: calls into an account.
-- Repeats: ReplacingMergeTree folds rows of one event_id in one account; readers use FINAL through the views.
-- The account stands before the id, unlike in other kinds: a busy minute holds millions of actions, and whoever looks at
-- one link or account reads a part of it (docs/adr/0030-account-in-the-key.md).
-- Retention runs from ingested_at: a freshly imported old event must not vanish at the next merge.
CREATE TABLE IF NOT EXISTS {{table:raw_actions}} (
  event_id String COMMENT 'The same whenever the same event arrives again',
  time DateTime64(3, 'UTC') COMMENT 'When it happened',
  source LowCardinality(String) COMMENT 'The adapter that told it',
  emitter LowCardinality(String) COMMENT 'Who sent it: a broker, a CloudEvents source',
  source_account LowCardinality(String),
  target_account LowCardinality(String),
  role LowCardinality(String),
  region LowCardinality(String),
  principal LowCardinality(String),
  correlation_id String,
  precedence UInt8 COMMENT 'Of two tellings under one event_id the higher stays',
  ingested_at DateTime64(3, 'UTC') COMMENT 'When linkmeter took it',
  _topic LowCardinality(String),
  _partition Int32,
  _offset Int64,
  request_id String,
  phase LowCardinality(String),
  token_id String,
  operation LowCardinality(String),
  resource String,
  outcome LowCardinality(String),
  error_type LowCardinality(String),
  latency_ms Nullable(Float64),
  synchronous Bool,
  source_ip LowCardinality(String),
  INDEX correlation_id_bloom correlation_id TYPE bloom_filter GRANULARITY 4,
  INDEX token_id_bloom token_id TYPE bloom_filter GRANULARITY 4,
  INDEX request_id_bloom request_id TYPE bloom_filter GRANULARITY 4
)
ENGINE = {{engine:ReplacingMergeTree(precedence)}}
PARTITION BY toDate(time)
ORDER BY (toStartOfMinute(time), target_account, event_id)
TTL toDateTime(ingested_at) + INTERVAL 90 DAY
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_bytes_for_wide_part = 67108864;

{{distributed:raw_actions:cityHash64(target_account)}};

-- Marks the minutes an insert touched. Jobs recompute them; marking twice is harmless.
CREATE MATERIALIZED VIEW IF NOT EXISTS mark_actions{{on_cluster}} TO {{stored:dirty_minutes}} AS
SELECT
  'action' AS kind,
  toStartOfMinute(time) AS minute,
  now64(3, 'UTC') AS marked_at
FROM {{stored:raw_actions}}
GROUP BY minute;

CREATE MATERIALIZED VIEW IF NOT EXISTS note_actions{{on_cluster}} TO {{stored:arrivals}} AS
SELECT
  'action' AS kind,
  source,
  _topic AS topic,
  _partition AS partition,
  toDate(max(ingested_at)) AS day,
  min(ingested_at) AS first_received_at,
  max(ingested_at) AS last_received_at,
  max(time) AS newest_event,
  toUInt64(1) AS inserts,
  count() AS events,
  countIf(time < ingested_at - INTERVAL 1 HOUR) AS late,
  countIf(time < ingested_at - INTERVAL 89 DAY) AS too_late
FROM {{stored:raw_actions}}
GROUP BY source, topic, partition;
