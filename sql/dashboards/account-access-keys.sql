-- Long-lived keys of an account as last told, the oldest first.
SELECT key_id, newest.1 AS principal, newest.2 AS status, newest.3 AS created, newest.4 AS last_used
FROM (
  SELECT key_id, argMax(tuple(principal, status, created_at, last_used_at), time) AS newest
  FROM access_keys
  WHERE target_account = ${account:sqlstring}
  GROUP BY key_id
)
ORDER BY created
