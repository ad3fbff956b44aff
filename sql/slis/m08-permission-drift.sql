-- M8: did an unplanned policy change take away what somebody used?
-- in: from, to (UTC minutes, half-open), slo   out: the SLI contract; a count, per target account
-- An incident is an unplanned change that broke something (counted_permission_changes); one a change, in its minute.
-- Attempts from 7 days before a change to 1 h after it are read, and none where no unplanned change lies in the range.
-- Repeats: each change counts once. Late rows: lookback and lookahead cover both distances.
SELECT
  toStartOfMinute(time) AS minute,
  '' AS source_account,
  target_account,
  '' AS role,
  toUInt64(0) AS good,
  countIf(is_incident AND NOT is_excluded) AS total,
  countIf(is_incident AND is_excluded) AS excluded,
  toUInt64(0) AS excluded_good,
  excluded AS excluded_total,
  map('changes', count(), 'planned', countIf(planned)) AS breakdown
FROM counted_permission_changes(slo = {slo:String}, from = {from:DateTime}, to = {to:DateTime} + INTERVAL 1 HOUR)
GROUP BY minute, target_account
