-- In which minutes anything was told of a role of an account, for timelines of links: most links do little, and what they
-- did lies among all that others did. Read newest first, these say which minutes of the events' tables fill a page.
-- By account and role, since inserts do not know whose a token is: several sources may share a minute.
-- Repeats: count twice, so the counts only say how many minutes to look into; which minutes there are does not change.
-- Late data: simply adds its minute. What came before this migration is taken from the events below.
-- Retention runs from ingested_at, as that of the events does: audit records, which are kept for longer, have a table of
-- their own.
CREATE TABLE IF NOT EXISTS {{table:link_minutes}} (
  target_account LowCardinality(String),
  role LowCardinality(String),
  minute DateTime('UTC'),
  kind LowCardinality(String) COMMENT 'action or token_issuance',
  events SimpleAggregateFunction(sum, UInt64) COMMENT 'At most so many: repeats count, too',
  ingested_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = {{engine:AggregatingMergeTree}}
ORDER BY (target_account, role, minute, kind)
TTL toDateTime(ingested_at) + INTERVAL 90 DAY
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

{{distributed:link_minutes:cityHash64(target_account)}};

CREATE TABLE IF NOT EXISTS {{table:link_audit_minutes}} (
  target_account LowCardinality(String),
  role LowCardinality(String),
  minute DateTime('UTC'),
  events SimpleAggregateFunction(sum, UInt64) COMMENT 'At most so many: repeats count, too',
  ingested_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = {{engine:AggregatingMergeTree}}
ORDER BY (target_account, role, minute)
TTL toDateTime(ingested_at) + INTERVAL 7 YEAR
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

{{distributed:link_audit_minutes:cityHash64(target_account)}};

CREATE MATERIALIZED VIEW IF NOT EXISTS note_minutes_of_actions{{on_cluster}} TO {{stored:link_minutes}} AS
SELECT target_account, role, toStartOfMinute(time) AS minute, 'action' AS kind, count() AS events, max(ingested_at) AS ingested_at
FROM {{stored:raw_actions}}
GROUP BY target_account, role, minute;

CREATE MATERIALIZED VIEW IF NOT EXISTS note_minutes_of_token_issuances{{on_cluster}} TO {{stored:link_minutes}} AS
SELECT
  target_account, role, toStartOfMinute(time) AS minute, 'token_issuance' AS kind, count() AS events,
  max(ingested_at) AS ingested_at
FROM {{stored:raw_token_issuances}}
GROUP BY target_account, role, minute;

CREATE MATERIALIZED VIEW IF NOT EXISTS note_minutes_of_audits{{on_cluster}} TO {{stored:link_audit_minutes}} AS
SELECT target_account, role, toStartOfMinute(time) AS minute, count() AS events, max(ingested_at) AS ingested_at
FROM {{stored:raw_audits}}
GROUP BY target_account, role, minute;

INSERT INTO link_minutes (target_account, role, minute, kind, events, ingested_at)
SELECT target_account, role, toStartOfMinute(time) AS minute, 'action', count(), max(ingested_at)
FROM raw_actions
GROUP BY target_account, role, minute;

INSERT INTO link_minutes (target_account, role, minute, kind, events, ingested_at)
SELECT target_account, role, toStartOfMinute(time) AS minute, 'token_issuance', count(), max(ingested_at)
FROM raw_token_issuances
GROUP BY target_account, role, minute;

INSERT INTO link_audit_minutes (target_account, role, minute, events, ingested_at)
SELECT target_account, role, toStartOfMinute(time) AS minute, count(), max(ingested_at)
FROM raw_audits
GROUP BY target_account, role, minute;
