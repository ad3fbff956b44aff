-- Incidents that were open at some time of a range, as last told; those of nearest beginning first.
-- in: from, to, account, severities, open_only   out: a row each, at most 200
-- Repeats: incidents holds each event once, and an incident is told by its id. Reads incidents only: they are few.
SELECT
  incident_id,
  last.1 AS severity,
  toBool(last.2 = 'opened') AS is_open,
  began AS opened_at,
  if(is_open, NULL, ended) AS resolved_at,
  last.3 AS cause,
  account,
  source_accounts
FROM (
  SELECT
    incident_id,
    argMax((toString(severity), toString(status), cause), (incidents.time, event_id)) AS last,
    min(ifNull(opened_at, incidents.time)) AS began,
    max(ifNull(resolved_at, incidents.time)) AS ended,
    any(toString(target_account)) AS account,
    arraySort(groupUniqArrayIf(toString(source_account), source_account != '')) AS source_accounts
  FROM incidents
  WHERE {account:String} = '' OR source_account = {account:String} OR target_account = {account:String}
  GROUP BY incident_id
)
WHERE began < {to:DateTime}
  AND (is_open OR ended >= {from:DateTime})
  AND (NOT {open_only:Bool} OR is_open)
  AND has({severities:Array(String)}, severity)
ORDER BY began DESC
LIMIT 200
