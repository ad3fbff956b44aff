-- What each link was used for: operations that succeeded, and tokens issued (operation '').
-- out: one row a link and operation, across accounts only
-- The source of an action is that of the issuance which made its token; only where none is known does what the
-- action says itself count (SLIS.md, rule 2). Of several tellings of an issuance the first-hand one counts.
-- Reads the aggregates that inserts fill (050-link-usage.sql), never the actions.
-- Repeats and late data: earliest and latest moments, the same in any order.
CREATE OR REPLACE VIEW link_operations{{on_cluster}} AS
SELECT
  source_account,
  role,
  target_account,
  operation,
  CAST(min(first_at), 'DateTime64(3, ''UTC'')') AS first_used,
  CAST(max(last_at), 'DateTime64(3, ''UTC'')') AS last_used
FROM (
  SELECT
    toString(source_account) AS source_account,
    toString(role) AS role,
    toString(target_account) AS target_account,
    toString(operation) AS operation,
    min(first_at) AS first_at,
    max(last_at) AS last_at
  FROM link_uses
  GROUP BY source_account, role, target_account, operation
  UNION ALL
  SELECT
    arrayJoin(if(empty(issuers), own_accounts, [issuer])) AS source_account,
    toString(role) AS role,
    toString(target_account) AS target_account,
    arrayJoin(operations) AS operation,
    assumeNotNull(min(link_tokens.first_used)) AS first_at,
    assumeNotNull(max(link_tokens.last_used)) AS last_at
  FROM (
    SELECT *, arraySort((account, source) -> ({{source_rank}}, account), issuers.2, issuers.1)[1] AS issuer
    FROM link_tokens FINAL
    WHERE link_tokens.last_used IS NOT NULL
  ) AS link_tokens
  GROUP BY source_account, role, target_account, operation
)
WHERE source_account != '' AND target_account != '' AND source_account != target_account
GROUP BY source_account, role, target_account, operation;
