-- How links were used, kept small on insert so that the registry reads no raw actions (docs/adr/0013-link-usage.md).
-- Only successes: who was denied has not used the link.
-- Repeats: nothing is counted. Earliest, latest and distinct values stay the same however often an event arrives,
-- and a retried block changes nothing. Late data: it simply joins its link, day or token.
-- Retention runs from ingested_at: use of a freshly imported old event must not vanish at the next merge.

-- Use that tells its source itself, by link and day: issued tokens (operation '') and actions without a token.
CREATE TABLE IF NOT EXISTS {{table:link_uses}} (
  target_account LowCardinality(String),
  role LowCardinality(String),
  source_account LowCardinality(String),
  operation LowCardinality(String) COMMENT 'Empty for the issuance of a token',
  day Date,
  first_at SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
  last_at SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
  ingested_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = {{engine:AggregatingMergeTree}}
ORDER BY (target_account, role, source_account, operation, day)
TTL toDateTime(ingested_at) + INTERVAL 400 DAY;

{{distributed:link_uses:cityHash64(target_account)}};

-- Use of a token: its issuance and its actions meet in one row, in whatever order they arrive,
-- so that the source of the actions needs no join (SLIS.md, rule 2).
CREATE TABLE IF NOT EXISTS {{table:link_tokens}} (
  target_account LowCardinality(String),
  role LowCardinality(String),
  token UInt64 COMMENT 'cityHash64 of the token_id',
  issuers SimpleAggregateFunction(groupUniqArrayArray, Array(Tuple(String, String)))
    COMMENT 'Who told of the issuance, and the source account it told',
  own_accounts SimpleAggregateFunction(groupUniqArrayArray, Array(String))
    COMMENT 'What actions say of their source themselves: counts only where no issuance is known',
  operations SimpleAggregateFunction(groupUniqArrayArray, Array(String)),
  first_used SimpleAggregateFunction(min, Nullable(DateTime64(3, 'UTC'))),
  last_used SimpleAggregateFunction(max, Nullable(DateTime64(3, 'UTC'))) COMMENT 'Null: issued and, so far, not used',
  ingested_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = {{engine:AggregatingMergeTree}}
ORDER BY (target_account, role, token)
TTL toDateTime(ingested_at) + INTERVAL 90 DAY;

{{distributed:link_tokens:cityHash64(target_account)}};

CREATE MATERIALIZED VIEW IF NOT EXISTS note_issued_use{{on_cluster}} TO {{stored:link_uses}} AS
SELECT
  target_account,
  role,
  source_account,
  '' AS operation,
  toDate(time) AS day,
  min(time) AS first_at,
  max(time) AS last_at,
  max(ingested_at) AS ingested_at
FROM {{stored:raw_token_issuances}}
WHERE outcome = 'success' AND phase != 'request' AND source_account != ''
GROUP BY target_account, role, source_account, day;

CREATE MATERIALIZED VIEW IF NOT EXISTS note_tokenless_use{{on_cluster}} TO {{stored:link_uses}} AS
SELECT
  target_account,
  role,
  source_account,
  operation,
  toDate(time) AS day,
  min(time) AS first_at,
  max(time) AS last_at,
  max(ingested_at) AS ingested_at
FROM {{stored:raw_actions}}
WHERE outcome = 'success' AND phase != 'request' AND token_id = '' AND source_account != ''
GROUP BY target_account, role, source_account, operation, day;

CREATE MATERIALIZED VIEW IF NOT EXISTS note_token_issued{{on_cluster}} TO {{stored:link_tokens}} AS
SELECT
  target_account,
  role,
  cityHash64(token_id) AS token,
  groupUniqArray((toString(source), toString(source_account))) AS issuers,
  CAST([], 'Array(String)') AS own_accounts,
  CAST([], 'Array(String)') AS operations,
  CAST(NULL, 'Nullable(DateTime64(3, ''UTC''))') AS first_used,
  CAST(NULL, 'Nullable(DateTime64(3, ''UTC''))') AS last_used,
  max(ingested_at) AS ingested_at
FROM {{stored:raw_token_issuances}}
WHERE outcome = 'success' AND phase != 'request' AND token_id != '' AND source_account != ''
GROUP BY target_account, role, token;

CREATE MATERIALIZED VIEW IF NOT EXISTS note_token_used{{on_cluster}} TO {{stored:link_tokens}} AS
SELECT
  target_account,
  role,
  cityHash64(token_id) AS token,
  CAST([], 'Array(Tuple(String, String))') AS issuers,
  groupUniqArray(toString(source_account)) AS own_accounts,
  groupUniqArray(toString(operation)) AS operations,
  min(time) AS first_used,
  max(time) AS last_used,
  max(ingested_at) AS ingested_at
FROM {{stored:raw_actions}}
WHERE outcome = 'success' AND phase != 'request' AND token_id != ''
GROUP BY target_account, role, token;
