-- What was decided of dead letters: replayed (its records are stored by now) or discarded (somebody looked, and let it go).
-- A letter without a row is open. The letter itself stays until its time is over: nothing is lost unseen.
-- Repeats: the newest decision of a letter holds.
CREATE TABLE IF NOT EXISTS {{table:dead_letter_decisions}} (
  dead_letter_id String,
  decision LowCardinality(String) COMMENT 'replayed or discarded',
  author String,
  decided_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC')
)
ENGINE = {{engine:ReplacingMergeTree(decided_at)}}
ORDER BY dead_letter_id
TTL toDateTime(decided_at) + INTERVAL 400 DAY;

{{distributed:dead_letter_decisions:cityHash64(dead_letter_id)}};
