-- Maintenance windows, test principals and corrections: what they cover is neither good nor bad.
-- An empty scope column covers everything. Cancelling writes a newer row with cancelled_at set.
CREATE TABLE IF NOT EXISTS {{table:exclusions}} (
  exclusion_id String,
  reason_kind LowCardinality(String) COMMENT 'maintenance, test_principal or correction',
  account String COMMENT 'Source or target account',
  role String,
  principal String COMMENT 'A LIKE pattern',
  slo String,
  starts_at DateTime64(3, 'UTC'),
  ends_at DateTime64(3, 'UTC'),
  author String,
  reason String,
  created_at DateTime64(3, 'UTC'),
  cancelled_at Nullable(DateTime64(3, 'UTC')),
  cancelled_by String,
  changed_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = {{engine:ReplacingMergeTree(changed_at)}}
ORDER BY exclusion_id;

{{distributed:exclusions:cityHash64(exclusion_id)}};
