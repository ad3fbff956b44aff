-- What a detection tells of. The part filled in is its SQL. in: from, to, most   out: its columns, at_ms instead of at
-- A subject told twice counts once, as last seen. One more than is wanted shows that there are more.
SELECT
  * EXCEPT (at),
  toUnixTimestamp64Milli(CAST(at, 'DateTime64(3, ''UTC'')')) AS at_ms
FROM (
{{detection}}
)
ORDER BY at_ms DESC, subject
LIMIT 1 BY subject
LIMIT {most:UInt32}
