-- Policy changes on an account, each with what it took away from whom.
-- in: slo, from, to (half-open, of what is read; why the end is compared as a DateTime64: counted.sql)
-- out: the changes in from … to − 1 h: time, event_id, change_id, target_account, role, actor, policy, change_type,
--      planned; is_incident: unplanned, and it broke something; principals and operations that it broke, denials,
--      first_denied_at (of an incident); is_excluded (the change, or all of its denials)
-- A change breaks a principal that is denied an operation within an hour after it, and had succeeded with the same
--   operation in the same role within seven days before it. Charged is the latest change before the denial on the
--   target, and on the role where the change names one; denials charged to a planned change are no incident.
-- Cheap: attempts are read around unplanned changes only, on their accounts, and not at all where there is none:
--   when and where these lie is a constant of the query, known before anything else is read.
-- Repeats: what is told again, by its source or by an audit log, breaks nothing that was not broken.
-- Every rule is a distance in time: a change is judged alike in whatever range it is computed.
CREATE OR REPLACE VIEW counted_permission_changes{{on_cluster}} AS
WITH
  (
    SELECT
      (
        groupUniqArray(target_account),
        if(count() = 0, {to:DateTime}, toDateTime(min(time)) - INTERVAL 7 DAY),
        if(count() = 0, {to:DateTime}, toDateTime(max(time)) + INTERVAL 1 HOUR + INTERVAL 1 SECOND)
      )
    FROM raw_policy_changes
    WHERE time >= {from:DateTime} AND time < toDateTime64({to:DateTime}, 3) - INTERVAL 1 HOUR
      AND target_account != '' AND NOT planned
  ) AS unplanned,
  attempts AS (
    SELECT
      'action' AS kind, target_account, role, principal, operation, time,
      if(request_id = '', event_id, request_id) AS request,
      outcome = 'success' AS succeeded,
      {{is_excluded}} AS excluded
    FROM raw_actions FINAL
    WHERE time >= unplanned.2 AND time < toDateTime64(unplanned.3, 3) AND has(unplanned.1, target_account)
      AND outcome IN ('success', 'auth_error') AND phase != 'request'
    UNION ALL
    SELECT
      'token_issuance' AS kind, target_account, role, principal, mechanism AS operation, time,
      if(request_id = '', event_id, request_id) AS request,
      outcome = 'success' AS succeeded,
      {{is_excluded}} AS excluded
    FROM raw_token_issuances FINAL
    WHERE time >= unplanned.2 AND time < toDateTime64(unplanned.3, 3) AND has(unplanned.1, target_account)
      AND outcome IN ('success', 'auth_error') AND phase != 'request'
  ),
  permissions AS (
    SELECT
      kind, target_account, role, principal, operation,
      groupArrayIf(time, succeeded) AS uses,
      groupArrayIf((time, request, excluded), NOT succeeded) AS refusals
    FROM attempts
    GROUP BY kind, target_account, role, principal, operation
    HAVING notEmpty(uses) AND notEmpty(refusals)
  ),
  changes AS (
    SELECT
      target_account,
      groupArray((time, event_id, role, planned, is_excluded, change_id, actor, policy, change_type)) AS all_changes
    FROM counted_policy_changes(slo = {slo:String}, from = {from:DateTime}, to = {to:DateTime})
    WHERE target_account != ''
    GROUP BY target_account
  ),
  judged AS (
    SELECT
      change,
      target_account,
      principal,
      operation,
      if(
        NOT change.4
          AND change.3 IN ('', permissions.role)
          AND arrayExists(used_at -> used_at < change.1 AND used_at >= change.1 - INTERVAL 7 DAY, uses),
        arrayFilter(
          refusal -> refusal.1 BETWEEN change.1 AND change.1 + INTERVAL 1 HOUR
            AND NOT arrayExists(
              later -> (later.1, later.2) > (change.1, change.2)
                AND later.1 <= refusal.1
                AND later.3 IN ('', permissions.role),
              all_changes
            ),
          refusals
        ),
        []
      ) AS broken
    FROM changes
    LEFT JOIN permissions USING (target_account)
    ARRAY JOIN all_changes AS change
    WHERE change.1 < toDateTime64({to:DateTime}, 3) - INTERVAL 1 HOUR
  )
SELECT
  change.1 AS time,
  change.2 AS event_id,
  change.6 AS change_id,
  target_account,
  change.3 AS role,
  change.7 AS actor,
  change.8 AS policy,
  change.9 AS change_type,
  change.4 AS planned,
  countIf(notEmpty(broken)) > 0 AS is_incident,
  arraySort(groupUniqArrayIf(principal, notEmpty(broken))) AS principals,
  arraySort(groupUniqArrayIf(operation, notEmpty(broken))) AS operations,
  length(groupUniqArrayArray(arrayMap(refusal -> refusal.2, broken))) AS denials,
  arrayMin(groupArrayArray(arrayMap(refusal -> refusal.1, broken))) AS first_denied_at,
  change.5 OR (is_incident AND NOT max(arrayExists(refusal -> NOT refusal.3, broken))) AS is_excluded
FROM judged
GROUP BY change, target_account
SETTINGS do_not_merge_across_partitions_select_final = 1;
