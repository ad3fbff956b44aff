-- Inputs as `linkmeter inputs list` prints them. Files only where they are asked for: there may be thousands.
-- in: files   out: the columns of the view inputs, without what only queries need
SELECT
  source, topic, state, transport, kinds, last_received_at, newest_event, unread, lag_s, quiet_s, usual_gap_s,
  events, late, too_late, rejected, duplicates_7d, newest_bill
FROM inputs
WHERE transport != 'file' OR {files:Bool}
ORDER BY transport = 'file', source, topic
