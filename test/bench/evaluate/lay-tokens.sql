-- Lays down one token an hour for each link: what tells whose an action is.
-- in: from, hours, links
INSERT INTO raw_token_issuances
  (event_id, time, source, emitter, source_account, target_account, role, ingested_at, request_id, phase, outcome, latency_ms, ttl_s, token_id)
SELECT
  concat('issuance-', token_id),
  toDateTime64({from:DateTime}, 3, 'UTC') + INTERVAL intDiv(number, {links:UInt32}) HOUR - INTERVAL 1 SECOND,
  'native',
  'broker',
  toString(100000000000 + link % 200),
  toString(200000000000 + intDiv(link, 4)),
  concat('role-', toString(link % 10)),
  now64(3),
  concat('exchange-', token_id),
  'whole',
  'success',
  40,
  3600,
  concat('ASIA', hex(cityHash64(link, toUInt64(intDiv(number, {links:UInt32}))))) AS token_id
FROM (SELECT number, number % {links:UInt32} AS link FROM numbers({links:UInt32} * {hours:UInt32}))
