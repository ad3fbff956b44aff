-- When exchanges into an account first showed clocks that disagree: a duration below zero or over an hour, five of them.
-- in: account, broker, from, since (the exercise's beginning and the failure's)   out: first_s, reason; no row where fewer
-- Repeats: the view holds each issuance once.
SELECT
  toUnixTimestamp(arraySort(groupArray(time))[5]) AS first_s,
  concat(toString(count()), ' exchanges with durations below zero or over an hour') AS reason
FROM token_issuances
WHERE target_account = {account:String} AND time >= {since:DateTime}
  AND (latency_ms < 0 OR latency_ms > 3600000)
HAVING count() >= 5
