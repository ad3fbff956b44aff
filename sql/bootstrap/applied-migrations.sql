-- What was applied so far. Two clients may have recorded the same migration: FINAL folds them.
SELECT name, checksum
FROM schema_migrations FINAL
ORDER BY name
