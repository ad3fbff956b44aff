-- How far each SLO's tiers are computed. A changed definition starts anew.
CREATE TABLE IF NOT EXISTS {{table:slo_progress}} (
  slo LowCardinality(String),
  checksum String COMMENT 'Of what decides the tiers: SQL, inputs, lookback, lookahead, grain',
  computed_to DateTime64(3, 'UTC') COMMENT 'Marks up to here were looked at, by the database clock',
  written_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = {{engine:ReplacingMergeTree(written_at)}}
ORDER BY (slo, checksum);

{{distributed:slo_progress:cityHash64(slo)}};

-- Every evaluation of every SLO's total, kept: what was believed, and when.
CREATE TABLE IF NOT EXISTS {{table:slo_evaluations}} (
  slo LowCardinality(String),
  evaluated_at DateTime64(3, 'UTC') COMMENT 'When it was computed',
  window_from DateTime('UTC'),
  window_to DateTime('UTC') COMMENT 'The end of every window: the time evaluated, less the maturity of the SLI',
  status LowCardinality(String) COMMENT 'met, breached, no_data or incomplete',
  kind LowCardinality(String) COMMENT 'ratio, count or level',
  objective Float64 COMMENT 'Of a count the most there may be',
  good UInt64,
  total UInt64,
  excluded UInt64,
  gross_good Nullable(UInt64) COMMENT 'With what exclusions cover; NULL: the indicator does not tell',
  gross_total Nullable(UInt64),
  pending UInt64,
  ratio Nullable(Float64),
  budget_allowed Float64,
  budget_consumed Float64,
  budget_remaining_ratio Nullable(Float64),
  budget_remaining_count Nullable(Int64) COMMENT 'Of a count',
  exhausted_at Nullable(DateTime('UTC')),
  exhausts_at Nullable(DateTime('UTC')),
  burn_rates Map(LowCardinality(String), Nullable(Float64)) COMMENT 'By window',
  window_events Map(LowCardinality(String), Tuple(good UInt64, total UInt64)) COMMENT 'By window',
  breakdown Map(LowCardinality(String), UInt64),
  values Map(LowCardinality(String), Float64) COMMENT 'Quantiles in seconds, and what measures give',
  input_complete Bool,
  input_waiting Array(String) COMMENT 'Which inputs are behind or silent',
  newest_event Nullable(DateTime64(3, 'UTC'))
)
ENGINE = {{engine:MergeTree}}
PARTITION BY toYYYYMM(evaluated_at)
ORDER BY (slo, evaluated_at)
TTL toDateTime(evaluated_at) + INTERVAL 400 DAY;

{{distributed:slo_evaluations:cityHash64(slo)}};

-- The newest evaluation of each link, for status and the worst links.
CREATE TABLE IF NOT EXISTS {{table:slo_link_status}} (
  slo LowCardinality(String),
  source_account LowCardinality(String),
  target_account LowCardinality(String),
  role LowCardinality(String),
  evaluated_at DateTime64(3, 'UTC'),
  good UInt64,
  total UInt64,
  excluded UInt64,
  budget_remaining_ratio Nullable(Float64),
  burn_rate_1h Nullable(Float64)
)
ENGINE = {{engine:ReplacingMergeTree(evaluated_at)}}
ORDER BY (slo, target_account, source_account, role)
TTL toDateTime(evaluated_at) + INTERVAL 400 DAY;

{{distributed:slo_link_status:cityHash64(target_account)}};
