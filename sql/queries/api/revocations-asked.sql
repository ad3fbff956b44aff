-- Whether any revocation was asked for in a range: what became of them takes half a second to plan, of none, too.
-- in: from, to   out: a row when there is one
SELECT 1 AS asked
FROM raw_revocations
WHERE time >= {from:DateTime} AND time < {to:DateTime}
LIMIT 1
