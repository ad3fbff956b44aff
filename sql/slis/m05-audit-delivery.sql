-- M5: does every action leave its audit record, in time?
-- in: from, to (UTC minutes, half-open), slo   out: the SLI contract
-- Good: a record of the same request and target, delivered at most 15 min after the action.
-- The n-th action of a request needs the n-th record: a second copy (same audit_id) covers nothing.
-- An action known only from an audit log proves nothing about delivery and is out; so is one without a
-- request_id, which no record could name. Minutes younger than the maturity lie outside every window.
-- Only actions in the hour before an action and records within an hour of it count, whatever range is read. Of that hour,
-- requests are kept that lie in the range, too, before anything is joined to them; they are found by their key, since the
-- view costs much for each row that it reads, and by hashes, since there may be millions; where two meet, a request too
-- many is kept.
-- Repeats: both views hold each event once. Late rows: lookback and lookahead cover an hour either side.
WITH
  records AS (
    SELECT
      target_account,
      request_id,
      arraySort(groupArray((time, ifNull(delivered_at, time), if(audit_id = '', event_id, audit_id)))) AS copies
    FROM counted_audits(
      slo = {slo:String},
      from = {from:DateTime} - INTERVAL 1 HOUR,
      to = {to:DateTime} + INTERVAL 1 HOUR
    )
    WHERE request_id != ''
    GROUP BY target_account, request_id
  ),
  requests AS (
    SELECT
      target_account,
      request_id,
      arraySort(groupArray((time, event_id, source_account, role, cross_account, is_excluded))) AS actions
    FROM counted_actions(slo = {slo:String}, from = {from:DateTime} - INTERVAL 1 HOUR, to = {to:DateTime})
    WHERE is_first_hand AND (
      time >= {from:DateTime}
      OR (target_account, event_id) IN (
        SELECT target_account, event_id
        FROM raw_actions
        WHERE time >= {from:DateTime} - INTERVAL 1 HOUR AND time < {from:DateTime} AND cityHash64(request_id) IN (
          SELECT cityHash64(request_id)
          FROM raw_actions
          WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3) AND request_id != ''
        )
      )
    )
    GROUP BY target_account, request_id, if(request_id = '', event_id, '')
    HAVING max(time) >= {from:DateTime}
  ),
  judged AS (
    SELECT
      action.1 AS time,
      action.3 AS source_account,
      requests.target_account AS target_account,
      action.4 AS role,
      action.6 AS is_excluded,
      requests.request_id != '' AS nameable,
      arrayCount(a -> a.1 >= action.1 - INTERVAL 1 HOUR AND (a.1, a.2) <= (action.1, action.2), actions) AS position,
      arrayFilter(
        c -> c.1 BETWEEN action.1 - INTERVAL 1 HOUR AND action.1 + INTERVAL 1 HOUR, copies
      ) AS copies_in_reach,
      arrayFilter(
        (c, i) -> indexOf(copies_in_reach.3, c.3) = i, copies_in_reach, arrayEnumerate(copies_in_reach)
      ) AS deliveries,
      length(deliveries) >= position AS recorded,
      recorded AND deliveries[position].2 <= action.1 + INTERVAL 15 MINUTE AS in_time
    FROM requests
    LEFT JOIN records ON requests.target_account = records.target_account AND requests.request_id = records.request_id
    ARRAY JOIN arrayFilter(a -> a.1 >= {from:DateTime} AND a.5, actions) AS action
  )
SELECT
  toStartOfMinute(time) AS minute,
  source_account,
  target_account,
  role,
  countIf(NOT is_excluded AND nameable AND in_time) AS good,
  countIf(NOT is_excluded AND nameable) AS total,
  countIf(is_excluded) AS excluded,
  countIf(is_excluded AND nameable AND in_time) AS excluded_good,
  countIf(is_excluded AND nameable) AS excluded_total,
  map(
    'late', countIf(NOT is_excluded AND nameable AND recorded AND NOT in_time),
    'missing', countIf(NOT is_excluded AND nameable AND NOT recorded),
    'no_request_id', countIf(NOT is_excluded AND NOT nameable)
  ) AS breakdown
FROM judged
GROUP BY minute, source_account, target_account, role
