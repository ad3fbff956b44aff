-- What each input told and what is known of it: a source on a topic, or over HTTP, or a file (arrivals keep 400 days).
-- out: source, topic, kinds, newest_event_s, last_received_s, arrivals_in_week and week_began_s (of the busiest partition and
--   kind), unread (null where no position is known), oldest_unread_s, retired_s (0 if it never was), now_s (the database's clock)
-- What follows of it is in src/jobs/input-state.ts: of the view input_states, which people read, most of the time goes into planning.
-- Repeats: counts of arrivals hold them, so they tell how an input behaves and no more. Late data: judged by arrival.
SELECT
  source,
  topic,
  groupUniqArrayIf(kind, kind != '') AS kinds,
  max(newest) AS newest_event_s,
  max(last_received) AS last_received_s,
  max(inserts_in_week) AS arrivals_in_week,
  minIf(first_in_week, inserts_in_week > 0) AS week_began_s,
  sum(waiting) AS unread,
  min(waiting_since) AS oldest_unread_s,
  max(ended) AS retired_s,
  toFloat64(now64(3, 'UTC')) AS now_s
FROM (
  SELECT
    toString(arrivals.source) AS source,
    toString(arrivals.topic) AS topic,
    toString(arrivals.kind) AS kind,
    toFloat64(max(newest_event)) AS newest,
    toFloat64(max(last_received_at)) AS last_received,
    sumIf(inserts, day >= toDate(now('UTC')) - 7) AS inserts_in_week,
    toFloat64(minIf(first_received_at, day >= toDate(now('UTC')) - 7)) AS first_in_week,
    CAST(NULL, 'Nullable(Int64)') AS waiting,
    CAST(NULL, 'Nullable(Float64)') AS waiting_since,
    toFloat64(0) AS ended
  FROM arrivals
  GROUP BY arrivals.source, arrivals.topic, arrivals.kind, partition
  UNION ALL
  SELECT toString(source), toString(topic), '', 0, 0, 0, 0, unread, if(unread > 0, toFloat64(oldest_unread_at), NULL), 0
  FROM input_positions FINAL
  UNION ALL
  SELECT toString(source), toString(topic), '', 0, 0, 0, 0, NULL, NULL, toFloat64(retired_at)
  FROM input_retirements
)
GROUP BY source, topic
HAVING notEmpty(kinds)
