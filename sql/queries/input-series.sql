-- Inputs as /metrics shows them: each source on a topic or over HTTP by itself, a source's files as one.
-- in: most (series a gauge may have)   out: a row each; times in seconds since 1970, null where there is nothing to tell;
--   kinds: of event, that it has ever brought
SELECT
  source,
  if(transport = 'file', 'files', topic) AS input,
  multiIf(
    any(transport) = 'file' OR any(state) = 'retired', NULL,
    any(state) = 'live'
  ) AS live,
  toFloat64(max(newest_event)) AS newest_event_s,
  toFloat64(max(last_received_at)) AS last_arrival_s,
  toFloat64(max(newest_bill)) AS newest_bill_s,
  any(unread) AS unread,
  any(lag_s) AS lag_s,
  sum(late) AS late,
  sum(too_late) AS too_late,
  groupUniqArrayArray(kinds) AS kinds
FROM input_states
GROUP BY source, input
ORDER BY source, input
LIMIT {most:UInt32}
