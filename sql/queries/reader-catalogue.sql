-- What the engine offers, for telling what a reader may name.
-- in: safe_categories, safe_functions   out: one row
--   refused_functions: scalar functions that are in neither list, in lower case
--   table_functions: all of them, in lower case; databases; own: linkmeter's; own_tables: those of this database, views included
WITH (
  SELECT groupUniqArray(lower(name))
  FROM system.functions
  WHERE NOT is_aggregate
    AND NOT has({safe_categories:Array(String)}, toString(categories))
    AND NOT has({safe_functions:Array(String)}, lower(name))
    AND NOT has({safe_functions:Array(String)}, lower(alias_to))
    AND (alias_to = '' OR alias_to NOT IN (
      SELECT name
      FROM system.functions
      WHERE has({safe_categories:Array(String)}, toString(categories))
    ))
) AS refused_functions
SELECT
  refused_functions,
  (SELECT groupArray(lower(name)) FROM system.table_functions) AS table_functions,
  (SELECT groupArray(name) FROM system.databases) AS databases,
  currentDatabase() AS own,
  (SELECT groupArray(name) FROM system.tables WHERE database = currentDatabase()) AS own_tables
