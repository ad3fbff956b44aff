-- How long each table keeps its rows, and from which time of theirs it counts.
-- out: name, since (an expression), count, unit (Day or Year)
SELECT
  name,
  extract(engine_full, ' TTL (.+?) \\+ toInterval') AS since,
  toUInt32(extract(engine_full, ' TTL .+? \\+ toInterval(?:Day|Year)\\((\\d+)\\)')) AS count,
  extract(engine_full, ' TTL .+? \\+ toInterval(Day|Year)\\(\\d+\\)') AS unit
FROM system.tables
WHERE database = currentDatabase()
  AND match(engine_full, ' TTL .+? \\+ toInterval(Day|Year)\\(\\d+\\)')
