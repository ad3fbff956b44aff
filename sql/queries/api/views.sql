-- The views and tables that queries may ask, with their columns: for completion.
-- out: a row a view; parameterised views are for indicators and left out
SELECT
  name,
  arrayMap(c -> (c.2, c.3), arraySort(groupArray((columns.position, columns.name, columns.type)))) AS columns
FROM (
  SELECT name
  FROM system.tables
  WHERE database = currentDatabase()
    AND engine = 'View'
    AND name NOT LIKE 'counted\_%'
) AS views
JOIN (
  SELECT table, position, name, type
  FROM system.columns
  WHERE database = currentDatabase()
) AS columns ON views.name = columns.table
GROUP BY name
ORDER BY name
