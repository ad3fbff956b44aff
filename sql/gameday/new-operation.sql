-- When an operation first succeeded on an account's links that never had before.
-- in: account, broker, from, since (the exercise's beginning and the failure's)   out: first_s, reason; no row where none did
-- Repeats: the view holds each action once.
SELECT
  toUnixTimestamp(min(time)) AS first_s,
  concat('operations never used before: ', arrayStringConcat(arraySort(groupUniqArray(operation)), ', ')) AS reason
FROM actions
WHERE target_account = {account:String} AND time >= {since:DateTime} AND outcome = 'success'
  AND operation NOT IN (
    SELECT operation
    FROM actions
    WHERE target_account = {account:String} AND time >= {from:DateTime} AND time < {since:DateTime}
      AND outcome = 'success'
  )
HAVING count() > 0
