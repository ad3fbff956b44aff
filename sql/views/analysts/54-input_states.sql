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
  -- Positions and retirements come as rows of their own: a join of three small tables costs more to plan than to run.
  told_of AS (
    SELECT
      source, topic, kind, newest, first_received, last_received, told, told_late, told_too_late,
      inserts_in_week, first_in_week,
      CAST(NULL, 'Nullable(Int64)') AS waiting,
      CAST(NULL, 'Nullable(DateTime64(3, \'UTC\'))') AS waiting_since,
      CAST(NULL, 'Nullable(DateTime64(3, \'UTC\'))') AS ended_at
    FROM by_partition
    UNION ALL
    SELECT
      source, topic, '', toDateTime64(0, 3, 'UTC'), toDateTime64(0, 3, 'UTC'), toDateTime64(0, 3, 'UTC'), 0, 0, 0,
      0, toDateTime64(0, 3, 'UTC'),
      toNullable(unread), if(unread > 0, oldest_unread_at, NULL), NULL
    FROM input_positions FINAL
    UNION ALL
    SELECT
      source, topic, '', toDateTime64(0, 3, 'UTC'), toDateTime64(0, 3, 'UTC'), toDateTime64(0, 3, 'UTC'), 0, 0, 0,
      0, toDateTime64(0, 3, 'UTC'),
      NULL, NULL, toNullable(retired_at)
    FROM input_retirements
  ),
  brought AS (
    SELECT
      toString(source) AS source,
      toString(topic) AS topic,
      arraySort(groupUniqArrayIf(toString(kind), kind != '')) AS kinds,
      toDateTime64(maxIf(newest, kind != ''), 3, 'UTC') AS newest_event,
      toDateTime64(minIf(first_received, kind != ''), 3, 'UTC') AS first_received_at,
      toDateTime64(maxIf(last_received, kind != ''), 3, 'UTC') AS last_received_at,
      toDateTime64(maxIf(newest, kind = 'cost_sample'), 3, 'UTC') AS newest_cost,
      has(kinds, 'cost_sample') AS brings_bills,
      sum(told) AS events,
      sum(told_late) AS late,
      sum(told_too_late) AS too_late,
      max(inserts_in_week) AS arrivals_in_week,
      minIf(first_in_week, inserts_in_week > 0) AS first_in_week,
      sum(waiting) AS unread,
      min(waiting_since) AS oldest_unread_at,
      max(ended_at) AS retired_at
    FROM told_of
    GROUP BY source, topic
    HAVING notEmpty(kinds)
  )
SELECT
  source,
  topic,
  multiIf(topic = 'http', 'http', unread IS NOT NULL, 'kafka', 'file') AS transport,
  multiIf(
    transport = 'file', 'file',
    ifNull(retired_at >= last_received_at, false), 'retired',
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
  unread,
  oldest_unread_at,
  if(unread = 0, 0, dateDiff('second', oldest_unread_at, now64(3, 'UTC'))) AS lag_s,
  events,
  late,
  too_late
FROM brought;
