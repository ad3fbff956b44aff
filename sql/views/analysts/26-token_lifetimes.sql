-- How long tokens were made to live, by day and link.
-- out: one row a day and link with tokens of a known lifetime
-- The limit is the link's own as it stands now, else 300 s; as of each issuance it is judged by M6.
-- Repeats: token_issuances holds each event once.
CREATE OR REPLACE VIEW token_lifetimes{{on_cluster}} AS
SELECT
  day,
  issued.source_account AS source_account,
  issued.role AS role,
  issued.target_account AS target_account,
  tokens,
  shortest_s,
  median_s,
  p95_s,
  longest_s,
  ifNull(declared.max_ttl_s, 300) AS limit_s,
  arrayCount(ttl -> ttl > limit_s, ttls_s) AS over_limit
FROM (
  SELECT
    toDate(time) AS day,
    toString(source_account) AS source_account,
    toString(role) AS role,
    toString(target_account) AS target_account,
    count() AS tokens,
    assumeNotNull(min(ttl_s)) AS shortest_s,
    assumeNotNull(quantileExact(0.5)(ttl_s)) AS median_s,
    assumeNotNull(quantileExact(0.95)(ttl_s)) AS p95_s,
    assumeNotNull(max(ttl_s)) AS longest_s,
    groupArray(assumeNotNull(ttl_s)) AS ttls_s
  FROM token_issuances
  WHERE outcome = 'success' AND phase != 'request' AND ttl_s IS NOT NULL
  GROUP BY day, source_account, role, target_account
) AS issued
LEFT JOIN link_declarations AS declared
  ON issued.source_account = declared.source_account
  AND issued.role = declared.role
  AND issued.target_account = declared.target_account;
