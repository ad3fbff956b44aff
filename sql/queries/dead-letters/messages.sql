-- The messages that some dead letters came from, whole: what a replay puts through the pipeline again.
-- in: ids   out: a row a message: source, topic, partition, offset, base64, ids (all its letters, asked for or not)
-- A message's bytes stand with its first rejected record only. What was cut off cannot be replayed and has no row.
-- Repeats: FINAL holds each letter once.
SELECT
  toString(source) AS source,
  toString(topic) AS topic,
  partition,
  offset,
  base64Encode(any(bytes)) AS base64,
  groupUniqArrayArray(letters) AS ids
FROM (
  SELECT
    source, topic, partition, offset, bytes,
    groupArray(dead_letter_id) OVER (PARTITION BY source, topic, partition, offset) AS letters
  FROM dead_letters FINAL
  WHERE (source, topic, partition, offset) IN (
    SELECT source, topic, partition, offset
    FROM dead_letters
    WHERE dead_letter_id IN {ids:Array(String)}
  )
    AND reason NOT IN ('too_large', 'truncated')
)
WHERE bytes != ''
GROUP BY source, topic, partition, offset, bytes
ORDER BY topic, partition, offset
