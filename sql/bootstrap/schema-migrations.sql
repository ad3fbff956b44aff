-- Which migrations were applied, and the checksum of each one's text.
CREATE TABLE IF NOT EXISTS {{table:schema_migrations}} (
  name String,
  checksum String,
  applied_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = {{engine:ReplacingMergeTree(applied_at)}}
ORDER BY name;

{{distributed:schema_migrations:cityHash64(name)}};
