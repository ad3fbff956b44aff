-- What each SLI counted, per minute, hour and day: totals with a sketch, links with plain counts.
-- Rows are replaced, never added to: version is the time before the events were read,
-- so of two computations the one that saw more stays, whichever wrote last.
-- Of what exclusions cover, excluded_good and excluded_total are what would count without them.
-- Retention runs from the computation: the results of a freshly imported old event must not vanish.
-- A sketch is a kilobyte, and a reader takes a granule as a whole: the totals' granules are small.
CREATE TABLE IF NOT EXISTS {{table:slo_totals_minute}} (
  slo LowCardinality(String),
  minute DateTime('UTC'),
  good UInt64,
  total UInt64,
  excluded UInt64,
  excluded_good UInt64,
  excluded_total UInt64,
  pending UInt64,
  breakdown Map(LowCardinality(String), UInt64),
  measures Map(LowCardinality(String), Decimal(38, 12)),
  sketch AggregateFunction(quantilesDD(0.01, 0.5, 0.95, 0.99, 1), Float64),
  version DateTime64(3, 'UTC')
)
ENGINE = {{engine:ReplacingMergeTree(version)}}
PARTITION BY toYYYYMM(minute)
ORDER BY (slo, minute)
TTL toDateTime(version) + INTERVAL 400 DAY
SETTINGS index_granularity = 128;

CREATE TABLE IF NOT EXISTS {{table:slo_totals_hour}} (
  slo LowCardinality(String),
  hour DateTime('UTC'),
  good UInt64,
  total UInt64,
  excluded UInt64,
  excluded_good UInt64,
  excluded_total UInt64,
  pending UInt64,
  breakdown Map(LowCardinality(String), UInt64),
  measures Map(LowCardinality(String), Decimal(38, 12)),
  sketch AggregateFunction(quantilesDD(0.01, 0.5, 0.95, 0.99, 1), Float64),
  version DateTime64(3, 'UTC')
)
ENGINE = {{engine:ReplacingMergeTree(version)}}
PARTITION BY toYYYYMM(hour)
ORDER BY (slo, hour)
TTL toDateTime(version) + INTERVAL 400 DAY
SETTINGS index_granularity = 128;

-- Minutes of links serve windows of up to a day: kept four days from their computation.
CREATE TABLE IF NOT EXISTS {{table:slo_links_minute}} (
  slo LowCardinality(String),
  minute DateTime('UTC'),
  source_account LowCardinality(String),
  target_account LowCardinality(String),
  role LowCardinality(String),
  good UInt64,
  total UInt64,
  excluded UInt64,
  excluded_good UInt64,
  excluded_total UInt64,
  version DateTime64(3, 'UTC')
)
ENGINE = {{engine:ReplacingMergeTree(version)}}
PARTITION BY toDate(minute)
ORDER BY (slo, minute, target_account, source_account, role)
TTL toDateTime(version) + INTERVAL 4 DAY;

CREATE TABLE IF NOT EXISTS {{table:slo_links_hour}} (
  slo LowCardinality(String),
  hour DateTime('UTC'),
  source_account LowCardinality(String),
  target_account LowCardinality(String),
  role LowCardinality(String),
  good UInt64,
  total UInt64,
  excluded UInt64,
  excluded_good UInt64,
  excluded_total UInt64,
  version DateTime64(3, 'UTC')
)
ENGINE = {{engine:ReplacingMergeTree(version)}}
PARTITION BY toYYYYMM(hour)
ORDER BY (slo, hour, target_account, source_account, role)
TTL toDateTime(version) + INTERVAL 400 DAY;

CREATE TABLE IF NOT EXISTS {{table:slo_links_day}} (
  slo LowCardinality(String),
  day DateTime('UTC'),
  source_account LowCardinality(String),
  target_account LowCardinality(String),
  role LowCardinality(String),
  good UInt64,
  total UInt64,
  excluded UInt64,
  excluded_good UInt64,
  excluded_total UInt64,
  version DateTime64(3, 'UTC')
)
ENGINE = {{engine:ReplacingMergeTree(version)}}
PARTITION BY toYYYYMM(day)
ORDER BY (slo, day, target_account, source_account, role)
TTL toDateTime(version) + INTERVAL 400 DAY;

-- One reading of an SLI fills totals and links at once: its rows go through here, whole, and are routed.
-- Each row arrives finished (the query has grouped it), so a block cut anywhere splits no sum.
CREATE TABLE IF NOT EXISTS tier_rows{{on_cluster}} (
  slo LowCardinality(String),
  tier Enum8('minute' = 1, 'hour' = 2),
  is_total Bool,
  start DateTime('UTC'),
  source_account LowCardinality(String),
  target_account LowCardinality(String),
  role LowCardinality(String),
  good UInt64,
  total UInt64,
  excluded UInt64,
  excluded_good UInt64,
  excluded_total UInt64,
  pending UInt64,
  breakdown Map(LowCardinality(String), UInt64),
  measures Map(LowCardinality(String), Decimal(38, 12)),
  sketch AggregateFunction(quantilesDD(0.01, 0.5, 0.95, 0.99, 1), Float64),
  version DateTime64(3, 'UTC')
)
ENGINE = Null;

{{distributed:slo_totals_minute:cityHash64(slo)}};

{{distributed:slo_totals_hour:cityHash64(slo)}};

{{distributed:slo_links_minute:cityHash64(target_account)}};

{{distributed:slo_links_hour:cityHash64(target_account)}};

{{distributed:slo_links_day:cityHash64(target_account)}};

CREATE MATERIALIZED VIEW IF NOT EXISTS route_totals_minute{{on_cluster}} TO slo_totals_minute AS
SELECT slo, start AS minute, good, total, excluded, excluded_good, excluded_total, pending, breakdown, measures, sketch, version
FROM tier_rows
WHERE is_total AND tier = 'minute';

CREATE MATERIALIZED VIEW IF NOT EXISTS route_links_minute{{on_cluster}} TO slo_links_minute AS
SELECT slo, start AS minute, source_account, target_account, role, good, total, excluded, excluded_good, excluded_total, version
FROM tier_rows
WHERE NOT is_total AND tier = 'minute';

CREATE MATERIALIZED VIEW IF NOT EXISTS route_links_hour{{on_cluster}} TO slo_links_hour AS
SELECT slo, start AS hour, source_account, target_account, role, good, total, excluded, excluded_good, excluded_total, version
FROM tier_rows
WHERE NOT is_total AND tier = 'hour';
