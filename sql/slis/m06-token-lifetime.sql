-- M6: do tokens live as short as their link allows?
-- in: from, to (UTC minutes, half-open), slo   out: the SLI contract, with the lifetimes themselves
-- The limit is the link's max_ttl_s as of the issuance: what the last step of its life within 400 days before
-- stated, if any did; else 300 s. Of two statements of one millisecond the shorter counts.
-- An exclusion covers issuances; what a link was allowed stays true within it.
-- Repeats: counted views hold each event once. Late rows: a step reaches 400 days ahead (lookahead).
WITH
  issued AS (
    SELECT time, source_account, target_account, role, ttl_s, is_excluded
    FROM counted_token_issuances(slo = {slo:String}, from = {from:DateTime}, to = {to:DateTime})
    WHERE cross_account AND outcome = 'success'
  ),
  held AS (
    SELECT
      issued.*,
      allowed_s IS NOT NULL AND stated_at >= time - INTERVAL 400 DAY AS has_limit,
      ttl_s IS NOT NULL AS known,
      known AND ifNull(ttl_s <= if(has_limit, allowed_s, 300), false) AS short
    FROM issued
    ASOF LEFT JOIN counted_link_limits(
      slo = {slo:String},
      from = {from:DateTime} - INTERVAL 400 DAY,
      to = {to:DateTime}
    ) AS limits
      ON issued.source_account = limits.source_account
      AND issued.target_account = limits.target_account
      AND issued.role = limits.role
      AND issued.time >= limits.stated_at
  )
SELECT
  toStartOfMinute(time) AS minute,
  source_account,
  target_account,
  role,
  countIf(NOT is_excluded AND short) AS good,
  countIf(NOT is_excluded AND known) AS total,
  countIf(is_excluded AND known) AS excluded,
  countIf(is_excluded AND short) AS excluded_good,
  countIf(is_excluded AND known) AS excluded_total,
  groupArrayIf(1000. * assumeNotNull(ttl_s), NOT is_excluded AND known) AS durations_ms,
  map(
    'over_link_limit', countIf(NOT is_excluded AND known AND has_limit AND NOT short),
    'over_300_s', countIf(NOT is_excluded AND known AND NOT has_limit AND NOT short),
    'unknown_ttl', countIf(NOT is_excluded AND NOT known)
  ) AS breakdown
FROM held
GROUP BY minute, source_account, target_account, role
