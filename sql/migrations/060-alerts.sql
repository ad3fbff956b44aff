-- What was decided of every alert of every SLO: a row where it changed (severity, state, or whether it fires).
-- The newest row of an alert is its last state, and that of any time is the newest up to then; the numbers of the
-- moments between are in slo_evaluations, from which the same function decides the same again.
-- Repeats: two replicas that decide the same write the same twice, and readers take the newest.
CREATE TABLE IF NOT EXISTS {{table:slo_alerts}} (
  slo LowCardinality(String),
  alert LowCardinality(String) COMMENT 'The policy, or what the objective itself gives rise to',
  severity LowCardinality(String) COMMENT 'page or ticket',
  decided_at DateTime64(3, 'UTC'),
  state LowCardinality(String) COMMENT 'firing, quiet, frozen or no_data',
  firing Bool COMMENT 'Whether people are alerted: while frozen as before',
  since DateTime64(3, 'UTC') COMMENT 'Since when it is or is not firing',
  reason String
)
ENGINE = {{engine:MergeTree}}
ORDER BY (slo, alert, decided_at)
TTL toDateTime(decided_at) + INTERVAL 400 DAY;

{{distributed:slo_alerts:cityHash64(slo)}};
