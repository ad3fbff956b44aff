-- Actions of a topic as they lie in the table, cheap enough to be counted every second. in: topic   out: events
-- Repeats count until they are merged; the bench tells each event once.
SELECT count() AS events
FROM raw_actions
WHERE _topic = {topic:String}
