-- What a webhook has been told: the newest change of each alert that it took. Alertmanager needs no such memory:
-- it is told again and again what fires.
-- Repeats: the row of the newest change stays. Of two replicas each may tell a change once: at least once, not exactly.
CREATE TABLE IF NOT EXISTS {{table:alert_deliveries}} (
  receiver LowCardinality(String) COMMENT 'host:port, never with what gives access to it',
  origin LowCardinality(String),
  alert LowCardinality(String),
  subject String,
  decided_at DateTime64(3, 'UTC') COMMENT 'Of the change, as in raised_alerts',
  delivered_at DateTime64(3, 'UTC')
)
ENGINE = {{engine:ReplacingMergeTree(decided_at)}}
ORDER BY (receiver, origin, alert, subject)
TTL toDateTime(delivered_at) + INTERVAL 400 DAY;

{{distributed:alert_deliveries:cityHash64(alert, subject)}};
