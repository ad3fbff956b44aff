-- Lays down actions number first … first + count of a month's traffic, in the order of their times.
-- in: name (part of their ids), first, count, all, from, seconds, first_hour (of the tokens), links
-- Nine of ten are taken with a token and, as audit logs tell them, name the role's account as their caller.
-- One in a hundred is told by CloudTrail too, one in two hundred is delivered twice. Links differ in traffic.
INSERT INTO raw_actions
  (event_id, time, source, emitter, source_account, target_account, role, region, principal, correlation_id, ingested_at,
   request_id, phase, token_id, operation, resource, outcome, error_type, latency_ms, synchronous, source_ip)
SELECT
  concat(if(telling = 1, 'cloudtrail-', 'action-'), {name:String}, hex(cityHash64(number, 'event'))),
  toDateTime64({from:DateTime}, 3, 'UTC') + toIntervalMillisecond(offset_ms),
  if(telling = 1, 'cloudtrail', 'native'),
  concat('gateway-', toString(link % 4)),
  if(has_token, target, own_source),
  toString(200000000000 + intDiv(link, 4)) AS target,
  concat('role-', toString(link % 10)),
  'eu-central-1',
  concat('service-', toString(link % 50)),
  lower(hex(MD5(toString(number)))),
  now64(3),
  concat('request-', {name:String}, hex(cityHash64(number, 'request'))),
  'whole',
  if(has_token, concat('ASIA', hex(cityHash64(link, toUInt64({first_hour:UInt32} + intDiv(offset_ms, 3600000))))), ''),
  concat('s3:', ['GetObject', 'PutObject', 'ListBucket', 'DeleteObject'][1 + number % 4]),
  concat('arn:aws:s3:::bucket-', toString(link)),
  multiIf(luck < 9890, 'success', luck < 9910, 'auth_error', luck < 9930, 'throttled', luck < 9950, 'service_error', 'business_error'),
  if(luck < 9890, '', 'access_denied'),
  if(cityHash64(number, 'known') % 50 = 0, NULL, 10 - 60 * log((1 + cityHash64(number, 'latency') % 1000000) / 1000000)),
  cityHash64(number, 'synchronous') % 12 != 0,
  '10.0.0.1'
FROM (
  SELECT
    number,
    telling,
    toUInt32({links:UInt32} * pow((cityHash64(number, 'link') % 1000000) / 1000000, 2)) AS link,
    toString(100000000000 + link % 200) AS own_source,
    toUInt64({seconds:UInt32} * 1000. * number / {all:UInt32}) AS offset_ms,
    cityHash64(number, 'token') % 10 != 0 AS has_token,
    cityHash64(number, 'luck') % 10000 AS luck
  FROM numbers({first:UInt32}, {count:UInt32})
  ARRAY JOIN arrayFilter(
    t -> t = 0 OR (t = 1 AND cityHash64(number, 'told') % 100 = 0) OR (t = 2 AND cityHash64(number, 'twice') % 200 = 0),
    [0, 1, 2]
  ) AS telling
)
