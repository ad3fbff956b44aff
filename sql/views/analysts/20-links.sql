-- The registry of links: what was declared of each and how it is used, with what is wrong and what it risks.
-- out: one row a link (source_account, role, target_account) that was declared, or got a token or did something
-- Only success makes a link seen: who never got through is in denied_attempts.
-- docs/links.md says what each flag and each part of the risk means.
-- Repeats and late data: what it reads holds each thing once and sorts by event time.
CREATE OR REPLACE VIEW links{{on_cluster}} AS
WITH
  uses AS (
    SELECT
      source_account,
      role,
      target_account,
      toNullable(min(first_used)) AS first_seen,
      toNullable(max(link_operations.last_used)) AS last_used,
      arraySort(groupUniqArrayIf(operation, operation != '')) AS operations_used
    FROM link_operations
    GROUP BY source_account, role, target_account
  ),
  known AS (
    SELECT
      *,
      toBool(declared_state = '') AS is_undeclared,
      multiIf(
        is_undeclared, 'undeclared',
        expires_at <= now() AND declared_state NOT IN ('revoked', 'consent_revoked'), 'expired',
        declared_state
      ) AS state,
      state IN ('granted', 'active') AS is_usable,
      toBool((consent_id = '' AND consented_by = '') OR is_consent_revoked) AS without_consent,
      toBool(owner = '') AS unowned,
      toBool(ifNull(last_used > expires_at, false)) AS expired_in_use,
      toBool(ifNull(
        declared_state IN ('requested', 'consented', 'suspended', 'consent_revoked', 'revoked') AND last_used > state_since,
        false
      )) AS not_granted_in_use,
      is_usable OR is_undeclared OR expired_in_use OR not_granted_in_use AS is_in_force,
      toBool(is_usable AND greatest(ifNull(last_used, state_since), state_since) < now() - INTERVAL 30 DAY) AS unused_30d,
      toBool(is_usable AND greatest(ifNull(last_used, state_since), state_since) < now() - INTERVAL 90 DAY) AS unused_90d,
      -- A permission may end in a wildcard; IAM's names know no case.
      arrayMap(
        p -> replaceAll(replaceAll(replaceAll(replaceAll(lower(p), '\\', '\\\\'), '_', '\\_'), '*', '%'), '?', '_'),
        permissions_granted
      ) AS patterns,
      if(
        empty(permissions_granted),
        [],
        arrayFilter(o -> NOT arrayExists(p -> lower(o) LIKE p, patterns), operations_used)
      ) AS used_not_granted,
      arrayFilter(
        (granted, p) -> NOT arrayExists(o -> lower(o) LIKE p, operations_used), permissions_granted, patterns
      ) AS granted_unused
    FROM link_declarations
    FULL JOIN uses USING (source_account, role, target_account)
  ),
  placed AS (
    SELECT
      *,
      if(
        is_in_force,
        countIf(is_in_force) OVER (PARTITION BY source_account, target_account) - 1,
        0
      ) AS overlapping_links,
      length(arrayDistinct(arrayFilter(
        o -> o != '', groupArrayIf(owner, is_in_force) OVER (PARTITION BY source_account, target_account)
      ))) AS owners_of_pair
    FROM known
  ),
  told AS (
    SELECT
      placed.source_account AS source_account,
      placed.role AS role,
      placed.target_account AS target_account,
      placed.* EXCEPT (source_account, role, target_account),
      ifNull(open.tokens, 0) AS tokens_outstanding,
      greatest(chain.depth, 1) AS chain_depth,
      account.criticality AS target_criticality
    FROM placed
    LEFT JOIN (
      SELECT source_account, role, target_account, count() AS tokens
      FROM open_tokens
      GROUP BY source_account, role, target_account
    ) AS open USING (source_account, role, target_account)
    LEFT JOIN (
      SELECT source_account, role, target_account, max(role_chains.depth) AS depth
      FROM role_chains
      GROUP BY source_account, role, target_account
    ) AS chain USING (source_account, role, target_account)
    LEFT JOIN (SELECT account AS target_account, criticality FROM accounts_registry) AS account USING (target_account)
  )
SELECT
  source_account,
  role,
  target_account,
  link_id,
  owner,
  team,
  purpose,
  consent_id,
  consented_by,
  state,
  if(is_undeclared, NULL, declared_at) AS declared_at,
  requested_at,
  granted_at,
  time_to_grant_s,
  expires_at,
  max_ttl_s,
  dateDiff('day', if(is_undeclared, first_seen, declared_at), now()) AS age_days,
  first_seen,
  last_used,
  permissions_granted,
  operations_used,
  granted_unused,
  used_not_granted,
  tokens_outstanding,
  chain_depth,
  overlapping_links,
  owners_of_pair,
  target_criticality,
  is_undeclared AS undeclared_in_use,
  unused_30d,
  unused_90d,
  unowned,
  without_consent,
  expired_in_use,
  not_granted_in_use,
  toBool(overlapping_links > 0) AS overlapping,
  CAST(
    mapFilter(
      (part, points) -> points > 0 AND is_in_force,
      map(
        'undeclared_in_use', if(undeclared_in_use, 35, 0),
        'ended_in_use', if(expired_in_use OR not_granted_in_use, 30, 0),
        'unused', multiIf(unused_90d, 10, unused_30d, 5, 0),
        'unowned', if(unowned, 10, 0),
        'without_consent', if(without_consent, 15, 0),
        'used_not_granted', if(notEmpty(used_not_granted), 15, 0),
        'granted_unused', if(notEmpty(granted_unused) AND age_days >= 30, 5, 0),
        'long_tokens', if(is_undeclared OR ifNull(max_ttl_s, 4294967295) > 3600, 5, 0),
        'chained', if(chain_depth > 1, 5, 0),
        'overlapping', if(overlapping, 5, 0),
        'critical_target', if(target_criticality = 'critical', 10, 0)
      )
    ),
    'Map(String, UInt8)'
  ) AS risk_parts,
  toUInt8(arraySum(mapValues(risk_parts))) AS risk_score
FROM told;
