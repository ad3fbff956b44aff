-- Notes how long a table has kept its rows until now, before that is changed.
-- in: table, kept_s   Repeats: a second note of the same says nothing new (sql/jobs/retained.sql takes the least).
INSERT INTO retention_changes (table_name, kept_s) VALUES ({table:String}, {kept_s:UInt32})
