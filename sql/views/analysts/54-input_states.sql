-- Where each input stands: a source on a topic, or over HTTP, and each file that was imported.
-- Behind: the oldest message not stored is over two minutes old. Silent: quiet for the longer of 15 minutes and ten
-- times its usual gap over the last week, whatever kind it brings. A file is no input: it has no more to say.
-- The usual gap is that of the busiest partition and kind: one batch of many kinds is one arrival.
-- Repeats: counts of arrivals hold them, so they tell how an input behaves and no more. Late data: judged by arrival.
CREATE OR REPLACE VIEW input_states{{on_cluster}} AS
WITH
  by_partition AS (
    SELECT
      source,
      topic,
      kind,
      partition,
      max(newest_event) AS newest,
      min(first_received_at) AS first_received,
      max(last_received_at) AS last_received,
      sum(arrivals.events) AS told,
      sum(arrivals.late) AS told_late,
      sum(arrivals.too_late) AS told_too_late,
      sumIf(arrivals.inserts, day >= toDate(now('UTC')) - 7) AS inserts_in_week,
      minIf(first_received_at, day >= toDate(now('UTC')) - 7) AS first_in_week
    FROM arrivals
    GROUP BY source, topic, kind, partition
  ),
  brought AS (
    SELECT
      toString(source) AS source,
      toString(topic) AS topic,
      arraySort(groupUniqArray(toString(kind))) AS kinds,
      toDateTime64(max(newest), 3, 'UTC') AS newest_event,
      toDateTime64(min(first_received), 3, 'UTC') AS first_received_at,
      toDateTime64(max(last_received), 3, 'UTC') AS last_received_at,
      toDateTime64(maxIf(newest, kind = 'cost_sample'), 3, 'UTC') AS newest_cost,
      has(kinds, 'cost_sample') AS brings_bills,
      sum(told) AS events,
      sum(told_late) AS late,
      sum(told_too_late) AS too_late,
      max(inserts_in_week) AS arrivals_in_week,
      minIf(first_in_week, inserts_in_week > 0) AS first_in_week
    FROM by_partition
    GROUP BY source, topic
  ),
  positions AS (
    SELECT
      toString(source) AS source,
      toString(topic) AS topic,
      toNullable(sum(input_positions.unread)) AS unread,
      minIf(input_positions.oldest_unread_at, input_positions.unread > 0) AS oldest_unread_at
    FROM input_positions FINAL
    GROUP BY source, topic
  ),
  retirements AS (
    SELECT toString(source) AS source, toString(topic) AS topic, toNullable(max(retired_at)) AS retired_at
    FROM input_retirements
    GROUP BY source, topic
  )
SELECT
  brought.source AS source,
  brought.topic AS topic,
  multiIf(brought.topic = 'http', 'http', positions.unread IS NOT NULL, 'kafka', 'file') AS transport,
  multiIf(
    transport = 'file', 'file',
    ifNull(retirements.retired_at >= last_received_at, false), 'retired',
    ifNull(unread > 0 AND lag_s > 120, false), 'behind',
    quiet_s > greatest(900, 10 * ifNull(usual_gap_s, 0)), 'silent',
    'live'
  ) AS state,
  kinds,
  newest_event,
  if(brings_bills, toNullable(newest_cost), NULL) AS newest_bill,
  first_received_at,
  last_received_at,
  dateDiff('second', last_received_at, now64(3, 'UTC')) AS quiet_s,
  if(
    arrivals_in_week > 1,
    dateDiff('second', first_in_week, last_received_at) / (arrivals_in_week - 1),
    NULL
  ) AS usual_gap_s,
  positions.unread AS unread,
  if(unread > 0, positions.oldest_unread_at, NULL) AS oldest_unread_at,
  if(unread = 0, 0, dateDiff('second', oldest_unread_at, now64(3, 'UTC'))) AS lag_s,
  events,
  late,
  too_late
FROM brought
LEFT JOIN positions ON brought.source = positions.source AND brought.topic = positions.topic
LEFT JOIN retirements ON brought.source = retirements.source AND brought.topic = retirements.topic
