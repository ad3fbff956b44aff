-- The topic as a table, and the view that moves what it brings into raw_actions, as linkmeter fills it.
CREATE TABLE queue (
  event_id String, time DateTime64(3, 'UTC'), emitter String, source_account String, target_account String,
  role String, region String, principal String, correlation_id String, request_id String, token_id String,
  operation String, resource String, outcome String, error_type String, latency_ms Nullable(Float64),
  synchronous Bool, source_ip String
)
ENGINE = Kafka
SETTINGS
  kafka_broker_list = '{{brokers}}', kafka_topic_list = '{{topic}}', kafka_group_name = '{{group}}',
  kafka_format = 'JSONEachRow', kafka_num_consumers = {{consumers}}, kafka_thread_per_consumer = {{thread_per_consumer}},
  kafka_max_block_size = {{block}}, kafka_poll_max_batch_size = {{block}}, kafka_flush_interval_ms = 1000,
  input_format_skip_unknown_fields = 1, date_time_input_format = 'best_effort';

CREATE MATERIALIZED VIEW take_queue TO raw_actions AS
SELECT
  *, 'native' AS source, now64(3) AS ingested_at, 'whole' AS phase, 0 AS precedence,
  _topic, toInt32(_partition) AS _partition, toInt64(_offset) AS _offset
FROM queue;
