-- What each input brought, by day: an input is a source on a topic (or HTTP), told apart by kind and partition.
-- Repeated inserts of a batch, and repeats of events, make its sums a little too high: they tell how an input behaves,
-- and no indicator reads them.
CREATE TABLE IF NOT EXISTS {{table:arrivals}} (
  kind LowCardinality(String),
  source LowCardinality(String),
  topic LowCardinality(String),
  partition Int32,
  day Date,
  first_received_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
  last_received_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
  newest_event SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
  inserts SimpleAggregateFunction(sum, UInt64),
  events SimpleAggregateFunction(sum, UInt64) COMMENT 'Repeats included',
  late SimpleAggregateFunction(sum, UInt64) COMMENT 'Of them: came over an hour after their time',
  too_late SimpleAggregateFunction(sum, UInt64) COMMENT 'Of them: came over 89 days after their time, when what was computed of that day may no longer be computed again'
)
ENGINE = {{engine:AggregatingMergeTree}}
ORDER BY (kind, source, topic, partition, day)
TTL day + INTERVAL 400 DAY;

{{distributed:arrivals:cityHash64(topic)}};

-- How far each Kafka partition is stored, rewritten while the service reads it.
CREATE TABLE IF NOT EXISTS {{table:input_positions}} (
  source LowCardinality(String),
  topic LowCardinality(String),
  partition Int32,
  unread Int64 COMMENT 'Messages in the log that are not stored',
  oldest_unread_at Nullable(DateTime64(3, 'UTC')) COMMENT 'The oldest of them is not older than this',
  updated_at DateTime64(3, 'UTC')
)
ENGINE = {{engine:ReplacingMergeTree(updated_at)}}
ORDER BY (source, topic, partition);

{{distributed:input_positions:cityHash64(topic)}};

-- Inputs that were declared to have ended. One that speaks again is an input again.
CREATE TABLE IF NOT EXISTS {{table:input_retirements}} (
  source LowCardinality(String),
  topic LowCardinality(String),
  retired_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = {{engine:ReplacingMergeTree(retired_at)}}
ORDER BY (source, topic);

{{distributed:input_retirements:cityHash64(topic)}};
