-- The last state of every alert about a link of an SLO that was ever raised.
-- in: slo   out: a row per alert and subject; since_ms since 1970
-- A subject begins with its SLO's name and a space. Repeats: a row stored twice is taken once.
SELECT
  alert,
  subject,
  firing,
  toUnixTimestamp64Milli(since) AS since_ms,
  labels
FROM raised_alerts
WHERE origin = 'link' AND startsWith(subject, concat({slo:String}, ' '))
ORDER BY alert, subject, decided_at DESC
LIMIT 1 BY alert, subject
