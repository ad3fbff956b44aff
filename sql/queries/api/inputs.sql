-- Inputs as the page shows them, without files: there may be thousands, and a file has no more to say.
-- out: a row each, those that need somebody first
SELECT
  source, topic, transport, state, kinds, newest_event, last_received_at, quiet_s, usual_gap_s,
  unread, lag_s, events, late, too_late
FROM input_states
WHERE transport != 'file'
ORDER BY indexOf(['behind', 'silent', 'live', 'retired'], state), source, topic
LIMIT 500
