-- Attempts that did not succeed, actions and issuances, kept apart on insert: what pages show of them is read here,
-- so that it costs what failed and not what happened (docs/adr/0027-failed-attempts.md).
-- Repeats: folded as in the tables of the events, by the same key and precedence; readers use FINAL.
--   Of two tellings under one event_id the higher may say that it succeeded: what has a precedence is therefore kept
--   whatever its outcome, so that it hides the lower, and readers ask for the outcome after folding.
--   Tellings of one precedence say the same (docs/adr/0003-precedence.md).
-- Late data: simply joins its minute. What came before this migration is taken from the events below; twice does no harm.
-- Retention runs from ingested_at, as that of the events does.
CREATE TABLE IF NOT EXISTS {{table:failed_attempts}} (
  kind LowCardinality(String) COMMENT 'action or token_issuance',
  event_id String,
  time DateTime64(3, 'UTC'),
  source LowCardinality(String),
  source_account LowCardinality(String) COMMENT 'As told: the issuance of the token may know better (SLIS.md, rule 2)',
  target_account LowCardinality(String),
  role LowCardinality(String),
  principal LowCardinality(String),
  correlation_id String,
  precedence UInt8 COMMENT 'Of two tellings under one event_id the higher stays',
  ingested_at DateTime64(3, 'UTC'),
  request_id String,
  phase LowCardinality(String),
  token_id String COMMENT 'That an action was tried with; an issuance that failed made none',
  operation LowCardinality(String) COMMENT 'Of an action',
  resource String COMMENT 'Of an action',
  mechanism LowCardinality(String) COMMENT 'Of an issuance',
  broker LowCardinality(String) COMMENT 'Of an issuance',
  outcome LowCardinality(String),
  error_type LowCardinality(String),
  source_ip LowCardinality(String)
)
ENGINE = {{engine:ReplacingMergeTree(precedence)}}
PARTITION BY toDate(time)
ORDER BY (kind, toStartOfMinute(time), if(kind = 'action', target_account, ''), event_id)
TTL toDateTime(ingested_at) + INTERVAL 90 DAY
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_bytes_for_wide_part = 67108864;

{{distributed:failed_attempts:cityHash64(target_account)}};

CREATE MATERIALIZED VIEW IF NOT EXISTS keep_failed_actions{{on_cluster}} TO {{stored:failed_attempts}} AS
SELECT
  'action' AS kind, event_id, time, source, source_account, target_account, role, principal, correlation_id, precedence,
  ingested_at, request_id, phase, token_id, operation, resource, outcome, error_type, source_ip
FROM {{stored:raw_actions}}
WHERE outcome NOT IN ('success', 'unknown') OR precedence > 0;

CREATE MATERIALIZED VIEW IF NOT EXISTS keep_failed_token_issuances{{on_cluster}} TO {{stored:failed_attempts}} AS
SELECT
  'token_issuance' AS kind, event_id, time, source, source_account, target_account, role, principal, correlation_id, precedence,
  ingested_at, request_id, phase, mechanism, broker, outcome, error_type, source_ip
FROM {{stored:raw_token_issuances}}
WHERE outcome NOT IN ('success', 'unknown') OR precedence > 0;

INSERT INTO failed_attempts
  (kind, event_id, time, source, source_account, target_account, role, principal, correlation_id, precedence,
   ingested_at, request_id, phase, token_id, operation, resource, outcome, error_type, source_ip)
SELECT
  'action', event_id, time, source, source_account, target_account, role, principal, correlation_id, precedence,
  ingested_at, request_id, phase, token_id, operation, resource, outcome, error_type, source_ip
FROM raw_actions
WHERE outcome NOT IN ('success', 'unknown') OR precedence > 0;

INSERT INTO failed_attempts
  (kind, event_id, time, source, source_account, target_account, role, principal, correlation_id, precedence,
   ingested_at, request_id, phase, mechanism, broker, outcome, error_type, source_ip)
SELECT
  'token_issuance', event_id, time, source, source_account, target_account, role, principal, correlation_id, precedence,
  ingested_at, request_id, phase, mechanism, broker, outcome, error_type, source_ip
FROM raw_token_issuances
WHERE outcome NOT IN ('success', 'unknown') OR precedence > 0;
