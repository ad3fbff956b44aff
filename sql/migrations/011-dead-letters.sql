-- What was rejected: why, where it stood, and its bytes without secrets.
-- Repeats: the id is a hash of position and bytes, so a redelivered message stays one dead letter.
CREATE TABLE IF NOT EXISTS {{table:dead_letters}} (
  dead_letter_id String,
  received_at DateTime64(3, 'UTC'),
  source LowCardinality(String),
  reason LowCardinality(String) COMMENT 'A code of docs/errors.md',
  detail String,
  topic LowCardinality(String),
  partition Int32,
  offset Int64,
  size Int64 COMMENT 'Bytes of the whole record, also where only the first are kept',
  bytes String COMMENT 'The record, scrubbed of secrets'
)
ENGINE = {{engine:ReplacingMergeTree}}
ORDER BY (dead_letter_id)
TTL toDateTime(received_at) + INTERVAL 90 DAY
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_bytes_for_wide_part = 67108864;

{{distributed:dead_letters:cityHash64(dead_letter_id)}};
