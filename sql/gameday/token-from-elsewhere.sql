-- When a token of an account's links was first used from an account and address that had not used them before.
-- in: account, broker, from, since (the exercise's beginning and the failure's)   out: first_s, reason; no row where it never was
-- Repeats: the view holds each action once.
SELECT
  toUnixTimestamp(min(time)) AS first_s,
  concat(toString(count()), ' uses of its tokens from ', any(source_ip), ', which had never used the link') AS reason
FROM actions
WHERE target_account = {account:String} AND time >= {since:DateTime} AND token_id != ''
  AND source_ip NOT IN (
    SELECT source_ip
    FROM actions
    WHERE target_account = {account:String} AND time >= {from:DateTime} AND time < {since:DateTime}
  )
HAVING count() > 0
