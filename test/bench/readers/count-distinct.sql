-- Actions of a topic, each once. in: topic   out: events
SELECT uniqExact(event_id) AS events
FROM raw_actions
WHERE _topic = {topic:String}
