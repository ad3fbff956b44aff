-- When the queue of a broker first was ten times as long as it ever was before.
-- in: account, broker, from, since (the exercise's beginning and the failure's)   out: first_s, reason; no row where it never was
-- Repeats: the view holds each sample once.
SELECT
  toUnixTimestamp(min(time)) AS first_s,
  concat('its queue held up to ', toString(max(queue_depth)), ' requests') AS reason
FROM broker_samples
WHERE broker = {broker:String} AND time >= {since:DateTime}
  AND queue_depth > 10 * greatest(10, (
    SELECT max(queue_depth)
    FROM broker_samples
    WHERE broker = {broker:String} AND time >= {from:DateTime} AND time < {since:DateTime}
  ))
HAVING count() > 0
