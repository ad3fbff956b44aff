-- In which minutes a correlation id was told: without it a trace is looked for in every event that is kept. An audit record
-- is also found by its request, since many carry no correlation id.
-- Hashes stand for ids: where two meet, a minute too many is looked into, and what is found is compared by the id itself.
-- Repeats: a hash and a minute are one row, however often they come. Late data: simply adds its minute.
-- What came before this migration is taken from the events below; twice does no harm.
-- Retention runs from ingested_at, as that of the events does: audit records, which are kept for longer, have a table of
-- their own.
CREATE TABLE IF NOT EXISTS {{table:trace_minutes}} (
  correlation UInt64 COMMENT 'cityHash64 of the correlation_id',
  minute DateTime('UTC'),
  kind LowCardinality(String) COMMENT 'action or token_issuance',
  target_account LowCardinality(String) COMMENT 'Of one of them: where a cluster keeps this row',
  ingested_at DateTime64(3, 'UTC')
)
ENGINE = {{engine:ReplacingMergeTree(ingested_at)}}
PARTITION BY toYYYYMM(minute)
ORDER BY (correlation, kind, minute)
TTL toDateTime(ingested_at) + INTERVAL 90 DAY
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_bytes_for_wide_part = 67108864;

{{distributed:trace_minutes:cityHash64(target_account)}};

CREATE TABLE IF NOT EXISTS {{table:audit_trace_minutes}} (
  id UInt64 COMMENT 'cityHash64 of the correlation_id, or of the request_id',
  minute DateTime('UTC'),
  target_account LowCardinality(String) COMMENT 'Of one of them: where a cluster keeps this row',
  ingested_at DateTime64(3, 'UTC')
)
ENGINE = {{engine:ReplacingMergeTree(ingested_at)}}
PARTITION BY toYYYYMM(minute)
ORDER BY (id, minute)
TTL toDateTime(ingested_at) + INTERVAL 7 YEAR
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_bytes_for_wide_part = 67108864;

{{distributed:audit_trace_minutes:cityHash64(target_account)}};

CREATE MATERIALIZED VIEW IF NOT EXISTS note_traces_of_actions{{on_cluster}} TO {{stored:trace_minutes}} AS
SELECT cityHash64(correlation_id) AS correlation, toStartOfMinute(time) AS minute, 'action' AS kind, target_account, ingested_at
FROM {{stored:raw_actions}}
WHERE correlation_id != '';

CREATE MATERIALIZED VIEW IF NOT EXISTS note_traces_of_token_issuances{{on_cluster}} TO {{stored:trace_minutes}} AS
SELECT
  cityHash64(correlation_id) AS correlation, toStartOfMinute(time) AS minute, 'token_issuance' AS kind, target_account,
  ingested_at
FROM {{stored:raw_token_issuances}}
WHERE correlation_id != '';

CREATE MATERIALIZED VIEW IF NOT EXISTS note_traces_of_audits{{on_cluster}} TO {{stored:audit_trace_minutes}} AS
SELECT cityHash64(known_by) AS id, toStartOfMinute(time) AS minute, target_account, ingested_at
FROM {{stored:raw_audits}}
ARRAY JOIN arrayDistinct([correlation_id, request_id]) AS known_by
WHERE known_by != '';

INSERT INTO trace_minutes (correlation, minute, kind, target_account, ingested_at)
SELECT cityHash64(correlation_id), toStartOfMinute(time), 'action', target_account, ingested_at
FROM raw_actions
WHERE correlation_id != '';

INSERT INTO trace_minutes (correlation, minute, kind, target_account, ingested_at)
SELECT cityHash64(correlation_id), toStartOfMinute(time), 'token_issuance', target_account, ingested_at
FROM raw_token_issuances
WHERE correlation_id != '';

INSERT INTO audit_trace_minutes (id, minute, target_account, ingested_at)
SELECT cityHash64(known_by), toStartOfMinute(time), target_account, ingested_at
FROM raw_audits
ARRAY JOIN arrayDistinct([correlation_id, request_id]) AS known_by
WHERE known_by != '';
