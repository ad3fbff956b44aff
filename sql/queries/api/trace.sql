-- Everything that was told under one correlation id: exchange attempts, actions, their audit records, and revocations of
-- the tokens it used.
-- in: correlation_id   out: a row an event, in order of time, at most 1,000
-- An audit record may carry no correlation id: those of the actions' requests count, within an hour of them.
-- Bounded by the bloom filters on correlation and request ids. Repeats: the views hold each event once.
WITH
  acted AS (
    SELECT time, request_id, token_id
    FROM actions
    WHERE correlation_id = {correlation_id:String}
  ),
  used AS (
    SELECT token_id FROM acted WHERE token_id != ''
    UNION DISTINCT
    SELECT token_id FROM token_issuances WHERE correlation_id = {correlation_id:String} AND token_id != ''
  )
SELECT *
FROM (
  SELECT
    time, 'token_issuance' AS kind, event_id, toString(source) AS source, toString(source_account) AS source_account,
    toString(role) AS role, toString(target_account) AS target_account, toString(principal) AS principal,
    concat('exchange attempt ', toString(attempt), if(mechanism = '', '', concat(' by ', mechanism))) AS what,
    toString(outcome) AS outcome, toString(error_type) AS error_type, request_id, token_id,
    toNullable(toFloat64(latency_ms)) AS latency_ms
  FROM token_issuances
  WHERE correlation_id = {correlation_id:String}
  UNION ALL
  SELECT
    time, 'action', event_id, toString(source), toString(source_account),
    toString(role), toString(target_account), toString(principal),
    if(operation = '', 'a call', toString(operation)),
    toString(outcome), toString(error_type), request_id, token_id, toNullable(toFloat64(latency_ms))
  FROM actions
  WHERE correlation_id = {correlation_id:String}
  UNION ALL
  SELECT
    time, 'audit', event_id, toString(source), toString(source_account),
    toString(role), toString(target_account), toString(principal),
    if(operation = '', 'a record', toString(operation)),
    toString(decision), '', request_id, '', toNullable(toFloat64(latency_ms))
  FROM audits
  WHERE correlation_id = {correlation_id:String}
    OR (
      request_id IN (SELECT request_id FROM acted WHERE request_id != '')
      AND time >= (SELECT min(time) FROM acted) - INTERVAL 1 HOUR
      AND time <= (SELECT max(time) FROM acted) + INTERVAL 1 HOUR
    )
  UNION ALL
  SELECT
    time, 'revocation', event_id, toString(source), toString(source_account),
    toString(role), toString(target_account), toString(principal),
    concat('revocation of the ', scope, if(reason = '', '', concat(': ', reason))),
    '', '', '', token_id, NULL
  FROM revocations
  WHERE correlation_id = {correlation_id:String}
    OR (token_id != '' AND token_id IN (SELECT token_id FROM used))
)
ORDER BY time, kind, event_id
LIMIT 1000
