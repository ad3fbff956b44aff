-- Whether an input has ever brought anything.
-- in: source, topic   out: known
SELECT count() > 0 AS known
FROM input_states
WHERE source = {source:String} AND topic = {topic:String}
