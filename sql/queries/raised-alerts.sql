-- What Alertmanager is to be told: every alert that fires, and those that ended lately.
-- in: ended_after_ms (since 1970)   out: the newest row of each; times in ms since 1970
-- Only keys are read of all changes; labels and texts of those alone that are told. Repeats: a row stored twice is taken once.
SELECT
  origin,
  alert,
  subject,
  severity,
  firing,
  toUnixTimestamp64Milli(decided_at) AS decided_at_ms,
  toUnixTimestamp64Milli(since) AS since_ms,
  labels,
  annotations
FROM raised_alerts
WHERE (origin, alert, subject, decided_at) GLOBAL IN (
  SELECT origin, alert, subject, max(decided_at)
  FROM raised_alerts
  GROUP BY origin, alert, subject
  HAVING argMax(firing, decided_at) OR argMax(since, decided_at) >= fromUnixTimestamp64Milli({ended_after_ms:Int64})
)
ORDER BY origin, alert, subject
LIMIT 1 BY origin, alert, subject
