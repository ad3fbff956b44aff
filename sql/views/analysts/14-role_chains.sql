-- Tokens made with other tokens: each with every hop from where its chain began.
-- out: one row a token that names a parent, of a chain of up to ten hops
-- A hop whose issuance nobody told has empty accounts; a chain that turns in a circle ends where it closes.
-- Reads the tokens that are part of a chain only. Repeats: tokens are grouped by their id.
CREATE OR REPLACE VIEW role_chains{{on_cluster}} AS
WITH RECURSIVE
  links AS (
    SELECT
      token_id,
      arraySort(groupArray(({{source_rank}}, issued_at, toString(source_account), toString(role), toString(target_account), parent_token_id)))[1] AS told
    FROM tokens
    WHERE parent_token_id != '' OR token_id IN (SELECT parent_token_id FROM tokens WHERE parent_token_id != '')
    GROUP BY token_id
  ),
  chains AS (
    SELECT
      token_id,
      told.2 AS issued_at,
      told.6 AS parent_token_id,
      [(token_id, told.3, told.4, told.5)] AS hops,
      told.6 AS next
    FROM links
    WHERE told.6 != ''
    UNION ALL
    SELECT
      chains.token_id,
      chains.issued_at,
      chains.parent_token_id,
      arrayPushFront(chains.hops, (chains.next, links.told.3, links.told.4, links.told.5)) AS hops,
      if(has(chains.hops.1, links.told.6), '', links.told.6) AS next
    FROM chains
    LEFT JOIN links ON chains.next = links.token_id
    WHERE chains.next != '' AND length(chains.hops) < 10
  )
SELECT
  token_id,
  parent_token_id,
  issued_at,
  hops[-1].2 AS source_account,
  hops[-1].3 AS role,
  hops[-1].4 AS target_account,
  length(hops) AS depth,
  hops[1].2 AS origin_account,
  CAST(hops, 'Array(Tuple(token_id String, source_account String, role String, target_account String))') AS hops
FROM (
  SELECT token_id, any(parent_token_id) AS parent_token_id, any(issued_at) AS issued_at, argMax(chains.hops, length(chains.hops)) AS hops
  FROM chains
  GROUP BY token_id
);
