-- Alerts that are about one thing of many (a link, a principal, a broker): raised by jobs, delivered straight to
-- Alertmanager, since as many series would be too many for Prometheus. A row where one changed: it began, it ended,
-- or its severity is another. The newest row of an alert and subject is its last state.
-- Repeats: two replicas that decide the same write the same twice, and readers take the newest.
CREATE TABLE IF NOT EXISTS {{table:raised_alerts}} (
  origin LowCardinality(String) COMMENT 'What decided it: link (a budget of one link) or detection',
  alert LowCardinality(String) COMMENT 'Its name, as in the label alertname of Alertmanager',
  subject String COMMENT 'What it is about, unique within the alert and the same while it fires',
  severity LowCardinality(String) COMMENT 'page or ticket',
  decided_at DateTime64(3, 'UTC'),
  firing Bool,
  since DateTime64(3, 'UTC') COMMENT 'Since when it is or is not firing',
  reason String COMMENT 'Why, with numbers and units',
  labels Map(LowCardinality(String), String) COMMENT 'Beside alertname and severity: they identify it in Alertmanager',
  annotations Map(LowCardinality(String), String)
)
ENGINE = {{engine:MergeTree}}
ORDER BY (origin, alert, subject, decided_at)
TTL toDateTime(decided_at) + INTERVAL 400 DAY;

{{distributed:raised_alerts:cityHash64(alert, subject)}};
