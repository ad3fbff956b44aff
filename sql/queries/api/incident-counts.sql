-- Incidents opened in a range: in all, critical ones, those across accounts.
-- in: from, to, account ('' for any)   out: one row; known: whether anything was ever told of incidents
-- An incident was opened at its own opened_at, else when it was first told; its last severity holds.
-- Repeats: incidents holds each event once, and an incident is counted by its id. Reads incidents only: they are few.
SELECT
  countIf(began >= {from:DateTime} AND began < {to:DateTime}) AS opened,
  countIf(began >= {from:DateTime} AND began < {to:DateTime} AND is_critical) AS critical,
  countIf(began >= {from:DateTime} AND began < {to:DateTime} AND is_cross_account) AS cross_account,
  countIf(last_status = 'opened' AND began < {to:DateTime}) AS open,
  toBool(count() > 0) AS known
FROM (
  SELECT
    incident_id,
    min(ifNull(opened_at, incidents.time)) AS began,
    argMax(toString(status), (incidents.time, event_id)) AS last_status,
    argMax(toString(severity), (incidents.time, event_id)) IN ('sev1', 'sev2') AS is_critical,
    max(source_account != '' AND target_account != '' AND source_account != target_account) AS is_cross_account
  FROM incidents
  WHERE {account:String} = '' OR source_account = {account:String} OR target_account = {account:String}
  GROUP BY incident_id
)
