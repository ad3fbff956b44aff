-- Incidents that are open, and those that ended since a moment, as last told; those of nearest beginning first.
-- in: from   out: a row each; accounts: every account that was named with it
-- Repeats: incidents holds each event once, and an incident is told by its id. Reads incidents only: they are few.
SELECT
  incident_id,
  last.1 AS severity,
  toBool(last.2 = 'opened') AS is_open,
  began AS opened_at,
  if(is_open, NULL, ended) AS resolved_at,
  last.3 AS cause,
  account,
  source_accounts,
  accounts
FROM (
  SELECT
    incident_id,
    argMax((toString(severity), toString(status), cause), (incidents.time, event_id)) AS last,
    min(ifNull(opened_at, incidents.time)) AS began,
    max(ifNull(resolved_at, incidents.time)) AS ended,
    any(toString(target_account)) AS account,
    arraySort(groupUniqArrayIf(toString(source_account), source_account != '')) AS source_accounts,
    groupUniqArrayArray([toString(source_account), toString(target_account)]) AS accounts
  FROM incidents
  GROUP BY incident_id
)
WHERE is_open OR ended >= {from:DateTime}
ORDER BY began DESC
