-- M5: does every action leave its audit record, in time?
-- in: from, to (UTC minutes, half-open), slo   out: the SLI contract
-- Good: a record of the same request and target, delivered at most 15 min after the action.
-- The n-th action of a request needs the n-th record: a second copy (same audit_id) covers nothing.
-- An action known only from an audit log proves nothing about delivery and is out; so is one without a
-- request_id, which no record could name. Minutes younger than the maturity lie outside every window.
-- Repeats: both views hold each event once. Late rows: lookback and lookahead cover an hour either side.
WITH
  records AS (
    SELECT target_account, request_id, arraySort(groupArray((told_at, delivered))) AS delivered_in_order
    FROM (
      SELECT
        target_account,
        request_id,
        if(audit_id = '', event_id, audit_id) AS record,
        min(time) AS told_at,
        min(ifNull(delivered_at, time)) AS delivered
      FROM counted_audits(
        slo = {slo:String},
        from = {from:DateTime} - INTERVAL 1 HOUR,
        to = {to:DateTime} + INTERVAL 1 HOUR
      )
      WHERE request_id != ''
      GROUP BY target_account, request_id, record
    )
    GROUP BY target_account, request_id
  ),
  actions AS (
    SELECT
      time,
      event_id,
      source_account,
      target_account,
      role,
      request_id,
      is_excluded,
      groupArray((time, event_id)) OVER (
        PARTITION BY target_account, if(request_id = '', event_id, request_id)
      ) AS siblings
    FROM counted_actions(
      slo = {slo:String},
      from = {from:DateTime} - INTERVAL 1 HOUR,
      to = {to:DateTime}
    )
    WHERE is_first_hand AND cross_account
  ),
  judged AS (
    SELECT
      actions.time AS time,
      actions.source_account AS source_account,
      actions.target_account AS target_account,
      actions.role AS role,
      actions.is_excluded AS is_excluded,
      actions.request_id != '' AS nameable,
      -- Only an hour either side of the action counts, whatever range this reading spans.
      arrayCount(
        s -> s.1 >= actions.time - INTERVAL 1 HOUR AND s <= (actions.time, actions.event_id), siblings
      ) AS position,
      arrayFilter(
        r -> r.1 BETWEEN actions.time - INTERVAL 1 HOUR AND actions.time + INTERVAL 1 HOUR, delivered_in_order
      ) AS deliveries,
      length(deliveries) >= position AS recorded,
      recorded AND deliveries[position].2 <= actions.time + INTERVAL 15 MINUTE AS in_time
    FROM actions
    LEFT JOIN records ON actions.target_account = records.target_account AND actions.request_id = records.request_id
    WHERE actions.time >= {from:DateTime}
  )
SELECT
  toStartOfMinute(time) AS minute,
  source_account,
  target_account,
  role,
  countIf(NOT is_excluded AND nameable AND in_time) AS good,
  countIf(NOT is_excluded AND nameable) AS total,
  countIf(is_excluded) AS excluded,
  map(
    'late', countIf(NOT is_excluded AND nameable AND recorded AND NOT in_time),
    'missing', countIf(NOT is_excluded AND nameable AND NOT recorded),
    'no_request_id', countIf(NOT is_excluded AND NOT nameable)
  ) AS breakdown
FROM judged
GROUP BY minute, source_account, target_account, role
