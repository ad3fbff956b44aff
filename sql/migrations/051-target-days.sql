-- The days on which anything was tried in an account, for M9: reading them from the events would take a month of these.
-- Repeats: a day and an account are one row, however often they come. Late data: simply add their day.
-- What came before this migration is not in it: quiet weeks of M9 count from then on.
-- Retention runs from ingested_at, as that of the events does.
CREATE TABLE IF NOT EXISTS {{table:target_days}} (
  day Date,
  target_account LowCardinality(String),
  ingested_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = {{engine:AggregatingMergeTree}}
ORDER BY (day, target_account)
TTL toDateTime(ingested_at) + INTERVAL 90 DAY;

{{distributed:target_days:cityHash64(target_account)}};

CREATE MATERIALIZED VIEW IF NOT EXISTS note_days_of_actions{{on_cluster}} TO {{stored:target_days}} AS
SELECT
  toDate(time) AS day,
  target_account,
  max(ingested_at) AS ingested_at
FROM {{stored:raw_actions}}
WHERE target_account != ''
GROUP BY day, target_account;

CREATE MATERIALIZED VIEW IF NOT EXISTS note_days_of_token_issuances{{on_cluster}} TO {{stored:target_days}} AS
SELECT
  toDate(time) AS day,
  target_account,
  max(ingested_at) AS ingested_at
FROM {{stored:raw_token_issuances}}
WHERE target_account != ''
GROUP BY day, target_account;
