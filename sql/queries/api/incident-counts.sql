-- Incidents opened in a range, by account and of all: in all, critical ones, those across accounts; and those open.
-- in: from, to   out: a row an account that was ever named with an incident, and one of all ('')
-- An incident was opened at its own opened_at, else when it was first told; its last severity holds.
-- Repeats: incidents holds each event once, and an incident is counted by its id. Reads incidents only: they are few.
SELECT
  account,
  countIf(began >= {from:DateTime} AND began < {to:DateTime}) AS opened,
  countIf(began >= {from:DateTime} AND began < {to:DateTime} AND is_critical) AS critical,
  countIf(began >= {from:DateTime} AND began < {to:DateTime} AND is_cross_account) AS cross_account,
  countIf(last_status = 'opened' AND began < {to:DateTime}) AS open
FROM (
  SELECT
    account,
    incident_id,
    min(ifNull(opened_at, incidents.time)) AS began,
    argMax(toString(status), (incidents.time, event_id)) AS last_status,
    argMax(toString(severity), (incidents.time, event_id)) IN ('sev1', 'sev2') AS is_critical,
    max(source_account != '' AND target_account != '' AND source_account != target_account) AS is_cross_account
  FROM incidents
  ARRAY JOIN arrayDistinct(['', toString(source_account), toString(target_account)]) AS account
  GROUP BY account, incident_id
)
GROUP BY account
