-- What was ever seen on a role of an account: operations, addresses and the accounts of principals, for detections
-- that ask what was never seen before (docs/adr/0020-detections.md). Only successes: who was denied has not made itself known.
-- Several sources may share a role: what one of them did is known of all, since inserts do not know whose a token is.
-- Repeats: nothing is counted; the first and last moment stay the same however often an event arrives.
-- Late data: an earlier event moves the first moment back. What came before this migration is not in it.
-- Retention runs from ingested_at, as that of the events does.
CREATE TABLE IF NOT EXISTS {{table:link_traits}} (
  target_account LowCardinality(String),
  role LowCardinality(String),
  trait LowCardinality(String) COMMENT 'operation, address, or account (the one in the name of the principal)',
  value String,
  first_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
  last_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
  ingested_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = {{engine:AggregatingMergeTree}}
ORDER BY (target_account, role, trait, value)
TTL toDateTime(ingested_at) + INTERVAL 400 DAY;

{{distributed:link_traits:cityHash64(target_account)}};

CREATE MATERIALIZED VIEW IF NOT EXISTS note_traits_of_actions{{on_cluster}} TO {{stored:link_traits}} AS
SELECT
  target_account,
  role,
  told.1 AS trait,
  told.2 AS value,
  min(time) AS first_at,
  max(time) AS last_at,
  max(ingested_at) AS ingested_at
FROM {{stored:raw_actions}}
ARRAY JOIN [
  ('operation', toString(operation)),
  ('address', toString(source_ip)),
  ('account', extract(toString(principal), '^arn:[^:]*:[^:]*:[^:]*:(\\d{12}):'))
] AS told
WHERE outcome = 'success' AND phase != 'request' AND target_account != '' AND role != '' AND told.2 != ''
GROUP BY target_account, role, trait, value;

CREATE MATERIALIZED VIEW IF NOT EXISTS note_traits_of_issuances{{on_cluster}} TO {{stored:link_traits}} AS
SELECT
  target_account,
  role,
  'address' AS trait,
  toString(source_ip) AS value,
  min(time) AS first_at,
  max(time) AS last_at,
  max(ingested_at) AS ingested_at
FROM {{stored:raw_token_issuances}}
WHERE outcome = 'success' AND phase != 'request' AND target_account != '' AND role != '' AND source_ip != ''
GROUP BY target_account, role, trait, value;
