-- Deployments that ended badly in a range.
-- in: from, to, account ('' for any), most   out: up to `most` rows, the latest first
-- Repeats: deployments holds each event once; a deployment is told by its id, and its last outcome holds.
SELECT
  deploy_id,
  max(deployments.time) AS ended_at,
  argMax(toString(outcome), (deployments.time, event_id)) AS last_outcome,
  any(toString(environment)) AS environment,
  any(toString(target_account)) AS account
FROM deployments
WHERE time >= {from:DateTime}
  AND time < {to:DateTime}
  AND ({account:String} = '' OR target_account = {account:String})
GROUP BY deploy_id
HAVING last_outcome NOT IN ('success', 'unknown')
ORDER BY ended_at DESC
LIMIT {most:UInt32}
