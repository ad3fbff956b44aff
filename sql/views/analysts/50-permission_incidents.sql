-- Permission incidents (M8): unplanned policy changes that took away what somebody used. One row a change.
-- changed_at        when the policy changed
-- target_account    the account it changed in
-- role              the role it names; empty where it concerns the whole account
-- change_id         the change's own id, else the event's
-- actor             who changed it
-- policy, change_type  what was changed, and how
-- principals        who is denied within an hour what they had succeeded with within seven days before
-- operations        what they are denied
-- denials           how often, in that hour
-- first_denied_at   when it first showed
-- is_excluded       covered by an exclusion: not counted
-- Exclusions that apply to the SLO m08-permission-drift hold here, too.
CREATE OR REPLACE VIEW permission_incidents{{on_cluster}} AS
SELECT
  time AS changed_at,
  target_account,
  role,
  if(change_id = '', event_id, change_id) AS change_id,
  actor,
  policy,
  change_type,
  principals,
  operations,
  denials,
  first_denied_at,
  is_excluded
FROM counted_permission_changes(
  slo = 'm08-permission-drift', from = toDateTime('2000-01-01 00:00:00', 'UTC'), to = toDateTime('2100-01-01 00:00:00', 'UTC')
)
WHERE is_incident;
