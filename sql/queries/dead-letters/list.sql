-- Dead letters as people read them, the latest first.
-- in: ids (empty: all), source, topic, reason ('' for any), state (open, replayed, discarded; '' for any), limit, offset
-- out: a row a letter; matching: how many match in all; beginning: the first of what is kept of it
-- Repeats: FINAL holds each letter once, and the newest decision of each.
SELECT
  dead_letter_id AS id,
  received_at,
  toString(source) AS source,
  toString(reason) AS reason,
  detail,
  toString(topic) AS topic,
  partition,
  offset,
  size,
  toValidUTF8(substring(bytes, 1, 500)) AS beginning,
  toBool(reason != 'too_large' AND reason != 'truncated') AS can_replay,
  if(decided.decision = '', 'open', toString(decided.decision)) AS state,
  if(state = 'open', NULL, decided.decided_at) AS decided_at,
  decided.author AS decided_by,
  count() OVER () AS matching
FROM dead_letters FINAL
LEFT JOIN (SELECT * FROM dead_letter_decisions FINAL) AS decided USING (dead_letter_id)
WHERE (empty({ids:Array(String)}) OR dead_letter_id IN {ids:Array(String)})
  AND ({source:String} = '' OR source = {source:String})
  AND ({topic:String} = '' OR topic = {topic:String})
  AND ({reason:String} = '' OR reason = {reason:String})
  AND ({state:String} = '' OR state = {state:String})
ORDER BY received_at DESC, id
LIMIT {limit:UInt32} OFFSET {offset:UInt32}
