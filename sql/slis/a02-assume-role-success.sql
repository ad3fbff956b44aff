-- A2: do an account's own calls of AssumeRole succeed, into whatever account?
-- in: from, to (UTC minutes, half-open), slo   out: the SLI contract; per calling account
-- Each call counts, and one that failed for any reason has failed; calls by AWS services are not the account's own.
-- A deployment is all calls of one deploy_id within 2 h of the first; it counts in the minute of that first call,
-- and has failed when its last call did. A call that follows another of its deployment by less than 2 h never
-- starts one, so what a minute counts depends only on the 2 h before and after it.
-- Cheap: one reading for both, in which calls outside the range are those of deployments only.
-- Repeats: counted_token_issuances holds each call once. Late rows: lookback and lookahead cover the 2 h.
WITH
  -- The calls of a deployment; or of a minute, those that belong to none. Excluded ones belong to none.
  together AS (
    SELECT
      source_account,
      if(is_excluded, '', deploy_id) AS deployment,
      arraySort(groupArray((time, event_id, outcome, error_type, is_excluded))) AS told,
      if(deployment = '', [], told) AS deployed
    FROM counted_token_issuances(
      slo = {slo:String},
      from = {from:DateTime} - INTERVAL 2 HOUR,
      to = {to:DateTime} + INTERVAL 2 HOUR
    )
    WHERE startsWith(mechanism, 'assume_role') AND source_account != '' AND outcome != 'unknown'
      AND NOT match(principal, '^[a-z0-9.-]+[.]amazonaws[.]com([.]cn)?$')
      AND (deploy_id != '' OR (time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3)))
    GROUP BY source_account, deployment, if(deployment = '', toStartOfMinute(time), toDateTime(0))
  ),
  -- A row for each call and each deployment.
  counted AS (
    SELECT source_account, row.1 AS time, row.2 AS what, row.3 AS succeeded, row.4 AS error
    FROM together
    ARRAY JOIN arrayConcat(
      arrayMap(c -> (c.1, if(c.5, 'excluded', 'call'), c.3 = 'success', toString(if(c.4 = '', c.3, c.4))), told),
      arrayMap(
        c -> (c.1, 'deployment', arrayLast(l -> l.1 <= c.1 + INTERVAL 2 HOUR, deployed).3 = 'success', ''),
        arrayFilter(
          (c, i) -> i = 1 OR c.1 > deployed[i - 1].1 + INTERVAL 2 HOUR, deployed, arrayEnumerate(deployed)
        )
      )
    ) AS row
    WHERE time >= {from:DateTime} AND time < {to:DateTime}
  )
SELECT
  toStartOfMinute(time) AS minute,
  source_account,
  '' AS target_account,
  '' AS role,
  countIf(what = 'call' AND succeeded) AS good,
  countIf(what = 'call') AS total,
  countIf(what = 'excluded') AS excluded,
  countIf(what = 'excluded' AND succeeded) AS excluded_good,
  excluded AS excluded_total,
  mapAdd(
    map(
      'token_expired', toUInt64(0),
      'deployments', countIf(what = 'deployment'),
      'deployments_failed', countIf(what = 'deployment' AND NOT succeeded)
    ),
    sumMapIf(map(error, toUInt64(1)), what = 'call' AND NOT succeeded)
  ) AS breakdown
FROM counted
GROUP BY minute, source_account
