-- Every action of a day once, with whose it is: read from the events without any of linkmeter's views or tiers.
-- in: from, to (half-open). Each CloudTrail telling of this traffic has a first-hand one; each token has one issuance.
INSERT INTO brute_force
SELECT
  time,
  if(token.source_account != '', token.source_account, action.source_account) AS source_account,
  target_account,
  role,
  outcome,
  if(synchronous AND outcome = 'success', latency_ms, NULL) AS latency_ms
FROM (
  SELECT time, source_account, target_account, role, token_id, outcome, latency_ms, synchronous
  FROM raw_actions
  WHERE toDateTime(time) >= {from:DateTime} AND toDateTime(time) < {to:DateTime} AND source != 'cloudtrail'
  LIMIT 1 BY event_id
) AS action
LEFT ANY JOIN (
  SELECT token_id, source_account
  FROM raw_token_issuances
  WHERE toDateTime(time) >= {from:DateTime} - INTERVAL 1 DAY AND toDateTime(time) < {to:DateTime}
) AS token ON action.token_id = token.token_id
