-- The minutes that inserts touched, for the jobs to recompute.
-- A mark may become visible a little before or after its events: jobs look at each mark twice,
-- when it is fresh and again when its insert has surely ended (sql/jobs/dirty-minutes.sql).
CREATE TABLE IF NOT EXISTS {{table:dirty_minutes}} (
  kind LowCardinality(String),
  minute DateTime('UTC'),
  marked_at DateTime64(3, 'UTC')
)
ENGINE = {{engine:MergeTree}}
PARTITION BY toDate(marked_at)
ORDER BY (marked_at, kind, minute)
TTL toDateTime(marked_at) + INTERVAL 30 DAY;

{{distributed:dirty_minutes:rand()}};
