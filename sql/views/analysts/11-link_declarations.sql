-- Links as they were declared: what their life cycle says of each.
-- out: one row a link that somebody declared
-- A field is as last told; an event that leaves it empty says nothing of it, but one made to change it does.
-- An event without a source account (IAM deletes a role) is about every declared link of that role and target.
-- A request after an end begins a new cycle: requested_at and granted_at are those of the newest.
-- Repeats: link_lifecycles holds each event once. Late data: steps are sorted by their own time.
CREATE OR REPLACE VIEW link_declarations{{on_cluster}} AS
WITH
  steps AS (
    SELECT
      told.* EXCEPT (source_account),
      arrayJoin(if(told.source_account = '', sources, [told.source_account])) AS source_account,
      -- Steps of one moment come in the order of a link's life.
      indexOf(
        [
          'requested', 'consented', 'granted', 'permissions_changed', 'owner_changed', 'activated', 'suspended',
          'reinstated', 'consent_revoked', 'revoked'
        ],
        toString(transition)
      ) AS place,
      (told.time, place, event_id) AS moment
    FROM link_lifecycles AS told
    LEFT JOIN (
      SELECT role, target_account, groupUniqArray(toString(source_account)) AS sources
      FROM link_lifecycles
      WHERE source_account != ''
      GROUP BY role, target_account
    ) AS known ON told.role = known.role AND told.target_account = known.target_account
  ),
  links AS (
    SELECT
      source_account,
      role,
      target_account,
      argMaxIf(steps.link_id, moment, steps.link_id != '') AS link_id,
      argMaxIf(toString(steps.owner), moment, steps.owner != '' OR transition = 'owner_changed') AS owner,
      argMaxIf(toString(steps.team), moment, steps.team != '') AS team,
      argMaxIf(steps.purpose, moment, steps.purpose != '') AS purpose,
      argMaxIf(steps.consent_id, moment, steps.consent_id != '') AS consent_id,
      argMaxIf(toString(steps.consented_by), moment, steps.consented_by != '') AS consented_by,
      argMaxIf(
        steps.permissions, moment, notEmpty(steps.permissions) OR transition = 'permissions_changed'
      ) AS permissions_granted,
      argMaxIf(steps.max_ttl_s, moment, steps.max_ttl_s IS NOT NULL) AS max_ttl_s,
      argMaxIf(steps.expires_at, moment, steps.expires_at IS NOT NULL) AS expires_at,
      min(steps.time) AS declared_at,
      arraySort(groupArray((steps.time, place, event_id, toString(transition)))) AS life
    FROM steps
    GROUP BY source_account, role, target_account
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
  toBool(arrayLast(s -> s.4 IN ('consented', 'consent_revoked'), life).4 = 'consent_revoked') AS is_consent_revoked,
  permissions_granted,
  max_ttl_s,
  expires_at,
  transform(
    last_step.4,
    ['requested', 'consented', 'granted', 'activated', 'reinstated', 'suspended', 'consent_revoked', 'revoked'],
    ['requested', 'consented', 'granted', 'active', 'active', 'suspended', 'consent_revoked', 'revoked'],
    'granted'
  ) AS declared_state,
  if(last_step.4 = '', declared_at, last_step.1) AS state_since,
  declared_at,
  if(notEmpty(requests), requests[1].1, NULL) AS requested_at,
  if(notEmpty(grants), grants[1].1, NULL) AS granted_at,
  dateDiff('millisecond', requested_at, granted_at) / 1000 AS time_to_grant_s
FROM (
  SELECT
    *,
    arrayLast(s -> s.4 NOT IN ('owner_changed', 'permissions_changed'), life) AS last_step,
    arrayLast(s -> s.4 = 'requested', life) AS last_request,
    arrayLast(s -> s.4 IN ('revoked', 'consent_revoked') AND s < last_request, life) AS last_end,
    arrayFilter(s -> s.4 = 'requested' AND s > last_end, life) AS requests,
    arrayFilter(s -> s.4 = 'granted' AND (empty(requests) OR s > requests[1]), life) AS grants
  FROM links
);
