-- The registry of links as the view links last told it, for what people look at: the view reads every token that is kept,
-- this table thousands of rows. A job writes all of it again and again; rows of the newest writing are the registry.
-- Repeats: two replicas that write at once write the same; readers take one writing.
CREATE TABLE IF NOT EXISTS {{table:link_registry}} (
  source_account LowCardinality(String),
  role LowCardinality(String),
  target_account LowCardinality(String),
  link_id String,
  owner String,
  team String,
  purpose String,
  consent_id String,
  consented_by String,
  state LowCardinality(String),
  declared_at Nullable(DateTime64(3, 'UTC')),
  requested_at Nullable(DateTime64(3, 'UTC')),
  granted_at Nullable(DateTime64(3, 'UTC')),
  time_to_grant_s Nullable(Float64),
  expires_at Nullable(DateTime64(3, 'UTC')),
  max_ttl_s Nullable(UInt32),
  age_days Nullable(Int64),
  first_seen Nullable(DateTime64(3, 'UTC')),
  last_used Nullable(DateTime64(3, 'UTC')),
  permissions_granted Array(String),
  operations_used Array(String),
  granted_unused Array(String),
  used_not_granted Array(String),
  tokens_outstanding UInt64,
  chain_depth UInt64,
  overlapping_links Int64,
  owners_of_pair UInt64,
  target_criticality LowCardinality(String),
  undeclared_in_use Bool,
  unused_30d Bool,
  unused_90d Bool,
  unowned Bool,
  without_consent Bool,
  expired_in_use Bool,
  not_granted_in_use Bool,
  overlapping Bool,
  risk_parts Map(String, UInt8),
  risk_score UInt8,
  computed_at DateTime64(3, 'UTC') COMMENT 'The same in all rows of one writing'
)
ENGINE = {{engine:ReplacingMergeTree(computed_at)}}
ORDER BY (target_account, role, source_account)
TTL toDateTime(computed_at) + INTERVAL 30 DAY;

{{distributed:link_registry:cityHash64(target_account)}};
