-- People query the plural: each event once.
-- Partitions are days of event time and an event_id has one time, so days need no merging with each other.
CREATE OR REPLACE VIEW {{plural}}{{on_cluster}} AS
SELECT * EXCEPT (precedence)
FROM raw_{{plural}} FINAL
SETTINGS do_not_merge_across_partitions_select_final = 1;
