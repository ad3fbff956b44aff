-- Where the inputs stand that have brought any of some kinds.
-- in: kinds   out: newest_event_s (null when nothing came), waiting (a sentence for each input that is behind or silent)
-- Behind: the oldest message not stored is over two minutes old. Silent: quiet for the longer of 15 minutes
-- and ten times its usual gap over the last week. A file is no input: it has no more to say.
WITH
  brought AS (
    SELECT
      source,
      topic,
      max(newest_event) AS newest,
      max(last_received_at) AS last_received,
      dateDiff('second', min(first_received_at), last_received) / greatest(max(inserts_of_kind) - 1, 1) AS usual_gap_s
    FROM (
      SELECT
        source, topic, kind,
        max(newest_event) AS newest_event,
        max(last_received_at) AS last_received_at,
        min(first_received_at) AS first_received_at,
        sum(inserts) AS inserts_of_kind
      FROM arrivals
      WHERE kind IN {kinds:Array(String)} AND day >= today() - 7
      GROUP BY source, topic, kind
    )
    GROUP BY source, topic
  ),
  positions AS (
    SELECT source, topic, sum(unread) AS waiting_messages, min(if(unread > 0, oldest_unread_at, NULL)) AS oldest
    FROM input_positions FINAL
    GROUP BY source, topic
  ),
  stated AS (
    SELECT
      brought.source AS source,
      brought.topic AS topic,
      newest,
      positions.topic = '' AND brought.topic != 'http' AS is_file,
      ifNull(waiting_messages > 0 AND oldest < now64(3) - INTERVAL 2 MINUTE, false) AS is_behind,
      dateDiff('second', last_received, now64(3)) > greatest(900, 10 * usual_gap_s) AS is_silent
    FROM brought
    LEFT JOIN positions ON brought.source = positions.source AND brought.topic = positions.topic
  )
SELECT
  if(count() = 0, NULL, toFloat64(max(newest))) AS newest_event_s,
  groupArrayIf(
    concat(source, ' on ', topic, if(is_behind, ' is behind', ' is silent')),
    NOT is_file AND (is_behind OR is_silent)
  ) AS waiting
FROM stated
