-- For how long the rows of some tables are surely all there: what the shortest keeps, and no more than what one kept
-- before it was made to keep them longer and the time since. A table without a TTL keeps them for ever.
-- in: tables (on a cluster their local parts hold the TTL)   out: retained_s
SELECT
  least(
    (
      SELECT min(
        if(
          match(engine_full, ' TTL .+? \\+ toInterval(Day|Year)\\(\\d+\\)'),
          toInt64(extract(engine_full, ' TTL .+? \\+ toInterval(?:Day|Year)\\((\\d+)\\)'))
            * if(match(engine_full, ' TTL .+? \\+ toIntervalYear'), 365, 1) * 86400,
          3153600000
        )
      )
      FROM system.tables
      WHERE database = currentDatabase()
        AND engine LIKE '%MergeTree'
        AND name IN arrayConcat({tables:Array(String)}, arrayMap(name -> concat(name, '_local'), {tables:Array(String)}))
    ),
    (
      SELECT if(count() = 0, 3153600000, min(toInt64(kept_s) + dateDiff('second', changed_at, now64(3, 'UTC'))))
      FROM retention_changes
      WHERE table_name IN {tables:Array(String)}
    )
  ) AS retained_s
