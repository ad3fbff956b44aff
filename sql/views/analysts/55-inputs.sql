-- Inputs with what was rejected and repeated of them: for people. It reads every event table, so nothing else does.
-- Repeats: rows that repeat an event are those told in the last seven days beyond the events that are stored of them.
CREATE OR REPLACE VIEW inputs{{on_cluster}} AS
WITH
  refused AS (
    SELECT toString(source) AS source, toString(topic) AS topic, count() AS records
    FROM dead_letters FINAL
    GROUP BY source, topic
  ),
  told AS (
    SELECT toString(source) AS source, toString(topic) AS topic, sum(arrivals.events) AS events
    FROM arrivals
    WHERE day >= toDate(now('UTC')) - 7
    GROUP BY source, topic
  ),
  kept AS (
    SELECT toString(source) AS source, toString(_topic) AS topic, count() AS events
    FROM merge(currentDatabase(), '^raw_[a-z]+(_[a-z]+)*s$') FINAL
    WHERE ingested_at >= toDateTime(toDate(now('UTC')) - 7, 'UTC')
    GROUP BY source, topic
    SETTINGS do_not_merge_across_partitions_select_final = 1
  )
SELECT
  input_states.source AS source,
  input_states.topic AS topic,
  transport,
  state,
  kinds,
  newest_event,
  newest_bill,
  first_received_at,
  last_received_at,
  quiet_s,
  usual_gap_s,
  unread,
  oldest_unread_at,
  lag_s,
  input_states.events AS events,
  late,
  too_late,
  refused.records AS rejected,
  greatest(toInt64(told.events) - toInt64(kept.events), 0) AS duplicates_7d
FROM input_states
LEFT JOIN refused ON input_states.source = refused.source AND input_states.topic = refused.topic
LEFT JOIN told ON input_states.source = told.source AND input_states.topic = told.topic
LEFT JOIN kept ON input_states.source = kept.source AND input_states.topic = kept.topic
