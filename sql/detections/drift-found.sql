-- A resource is not as its infrastructure code says, as its newest sound check tells (A7).
-- in: from, to (UTC, half-open)   out: the detection contract, one row for each account, stack and resource
-- A failed check, unknown and not_checked say nothing. An excluded check does not count. Repeats: each report once.
SELECT
  concat(target_account, ' ', stack, ' ', resource) AS subject,
  max(time) AS at,
  concat(if(resource = '', 'The stack', concat('Resource ', resource, ' of stack')), ' ', stack, ' in account ', target_account, ' drifted from its code.') AS summary,
  target_account,
  if(resource = '', stack, resource) AS resource
FROM (
  SELECT toString(target_account) AS target_account, toString(stack) AS stack, resource, time, event_id, status
  FROM counted_drift_reports(slo = '', from = {from:DateTime}, to = {to:DateTime})
  WHERE NOT is_excluded AND run_ok AND status IN ('in_sync', 'drifted')
)
GROUP BY target_account, stack, resource
HAVING argMax(status, (time, event_id)) = 'drifted'
