-- Lays down the audit record of every tenth action told first-hand in a range, up to ten minutes after it.
-- in: from, to (half-open)
INSERT INTO raw_audits
  (event_id, time, source, emitter, source_account, target_account, role, ingested_at, request_id, audit_id, delivered_at)
SELECT
  concat('audit-', event_id),
  time + toIntervalMillisecond(200),
  'native',
  'trail',
  source_account,
  target_account,
  role,
  now64(3),
  request_id,
  concat('record-', event_id),
  time + toIntervalSecond(cityHash64(event_id) % 600)
FROM raw_actions
WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3) AND source = 'native' AND cityHash64(event_id) % 10 = 0
LIMIT 1 BY event_id
