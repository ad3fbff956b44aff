-- Changes of alerts that a webhook has not been told, oldest first.
-- in: receiver, new_after_ms (since 1970: a receiver never told anything gets what changed since, and what fires)
-- out: a row per change; times in ms since 1970
-- Repeats: where two replicas decided the same, the second row is no change and is left out.
WITH
  told AS (
    SELECT origin, alert, subject, max(decided_at) AS told_to
    FROM alert_deliveries
    WHERE receiver = {receiver:String}
    GROUP BY origin, alert, subject
  ),
  (
    SELECT if(count() = 0, fromUnixTimestamp64Milli({new_after_ms:Int64}), min(delivered_at) - INTERVAL 1 HOUR)
    FROM alert_deliveries
    WHERE receiver = {receiver:String}
  ) AS known_from,
  changes AS (
    SELECT
      origin, alert, subject, severity, firing, decided_at, since, labels, annotations, told_to,
      lagInFrame(firing, 1, false) OVER before_and_after AS was_firing,
      lagInFrame(severity, 1, severity) OVER before_and_after AS had_severity,
      max(decided_at) OVER before_and_after AS newest
    FROM raised_alerts
    GLOBAL LEFT JOIN told USING (origin, alert, subject)
    WINDOW before_and_after AS (
      PARTITION BY origin, alert, subject ORDER BY decided_at ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    )
  )
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
FROM changes
WHERE (firing != was_firing OR (firing AND severity != had_severity))
  AND if(
    told_to = toDateTime64(0, 3, 'UTC'),
    decided_at >= known_from OR (firing AND decided_at = newest),
    decided_at > told_to
  )
ORDER BY decided_at, origin, alert, subject
