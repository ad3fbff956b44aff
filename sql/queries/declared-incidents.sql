-- Incidents as their tracker told of them, for holding alerts against them.
-- in: from, to (half-open; an incident that overlaps it counts)   out: name, from_s, to_s (null while it lasts), title
-- Repeats: the view holds each event once. An incident whose opening time is not told began with its first event.
SELECT
  incident_id AS name,
  min(toFloat64(coalesce(opened_at, time))) AS from_s,
  maxOrNullIf(toFloat64(coalesce(resolved_at, time)), status = 'resolved') AS to_s,
  concat(argMax(severity, time), ' in ', any(target_account), if(any(cause) = '', '', concat(': ', any(cause)))) AS title
FROM incidents
GROUP BY incident_id
HAVING from_s < toUnixTimestamp({to:DateTime})
  AND ifNull(to_s, toFloat64(toUnixTimestamp({to:DateTime}))) >= toUnixTimestamp({from:DateTime})
ORDER BY from_s, name
