-- What fires of detections: the last state of every subject that began and has not ended.
-- in: nothing   out: a row per detection and subject
-- Repeats: a decision stored twice is taken once. Bounded by the changes kept, which are few: rows exist only for those.
SELECT alert, subject, severity, toUnixTimestamp64Milli(since) AS since_ms, reason, labels, annotations
FROM (
  SELECT alert, subject, severity, firing, since, reason, labels, annotations
  FROM raised_alerts
  WHERE origin = 'detection'
  ORDER BY alert, subject, decided_at DESC
  LIMIT 1 BY alert, subject
)
WHERE firing
ORDER BY severity, since, alert, subject
