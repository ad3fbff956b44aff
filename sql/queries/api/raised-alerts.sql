-- Alerts about one thing of many that are firing: a link, a principal, a broker.
-- in: account ('' for any), most   out: up to `most` rows, pages and the latest first
-- Repeats: the newest row of an alert and subject is its last state.
SELECT
  origin,
  alert,
  subject,
  severity,
  since,
  reason,
  labels,
  annotations
FROM (
  SELECT *
  FROM raised_alerts
  ORDER BY origin, alert, subject, decided_at DESC
  LIMIT 1 BY origin, alert, subject
)
WHERE firing
  AND (
    {account:String} = ''
    OR has(mapValues(labels), {account:String})
  )
ORDER BY severity = 'page' DESC, since DESC
LIMIT {most:UInt32}
