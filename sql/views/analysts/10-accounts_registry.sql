-- Accounts as they stand: the last event of each holds.
-- out: one row an account
-- Repeats: accounts holds each event once. Late data: by the event's own time, not by arrival.
CREATE OR REPLACE VIEW accounts_registry{{on_cluster}} AS
SELECT
  account,
  last.1 AS name,
  last.2 AS owner,
  last.3 AS team,
  last.4 AS tags,
  last.5 AS criticality,
  last.6 AS state,
  first_told,
  last_told
FROM (
  SELECT
    account,
    argMax((name, owner, team, tags, criticality, state), (time, event_id)) AS last,
    min(time) AS first_told,
    max(time) AS last_told
  FROM accounts
  GROUP BY account
);
