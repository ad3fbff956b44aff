-- How long tables kept their rows before a setting changed it: what was forgotten by then is not back because
-- the table now keeps its rows for longer.
CREATE TABLE IF NOT EXISTS {{table:retention_changes}} (
  table_name LowCardinality(String),
  kept_s UInt32,
  changed_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = {{engine:MergeTree}}
ORDER BY (table_name, changed_at);

{{distributed:retention_changes:cityHash64(table_name)}};
