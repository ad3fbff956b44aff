-- Writes the registry of links as it stands.
-- One writing has one time, and goes in as one block up to a million links: a reader sees all of it or none.
-- Repeats: a writing of a second replica is a newer one.
INSERT INTO link_registry
SELECT
  *,
  now64(3) AS computed_at
FROM links
SETTINGS max_insert_threads = 1
