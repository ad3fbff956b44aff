-- A deployment to production ended in an error and no later event of it says otherwise.
-- in: from, to (UTC, half-open)   out: the detection contract, one row for each deployment
-- Production is every environment whose name begins with "prod". Repeats: the view holds each event once.
SELECT
  concat(target_account, ' ', deploy_id) AS subject,
  ended_at AS at,
  concat('Deployment ', deploy_id, ' to ', environment, ' in account ', target_account, ' ended with ', outcome, '.') AS summary,
  target_account,
  deploy_id AS resource,
  outcome AS error_type
FROM (
  SELECT
    toString(target_account) AS target_account, deploy_id, toString(environment) AS environment, time AS ended_at,
    toString(outcome) AS outcome, is_excluded
  FROM counted_deployments(slo = '', from = {from:DateTime}, to = {to:DateTime})
  WHERE outcome != 'unknown'
  ORDER BY time DESC, event_id DESC
  LIMIT 1 BY target_account, deploy_id
)
WHERE lower(environment) LIKE 'prod%' AND outcome != 'success' AND NOT is_excluded
