-- What happened to and through links: one timeline over all kinds of events that name them.
-- out: one row an event and link
-- An action counts for the source account that its token's issuance names (SLIS.md, rule 2).
-- A policy change, a revocation of a role or another event that leaves out the source or the role is about every
-- known link it covers, and stands once in the history of each.
-- A thing told by two sources stands twice: `source` says who told it.
-- Ask for a target account and a time: both reach the tables' keys, so that little is read.
-- Repeats: the plural views hold each event once. Late data: sorted by the events' own time when asked for.
CREATE OR REPLACE VIEW link_history{{on_cluster}} AS
WITH
  known AS (
    SELECT DISTINCT toString(source_account) AS source_account, toString(role) AS role, toString(target_account) AS target_account
    FROM link_uses
    WHERE source_account != '' AND source_account != target_account
    UNION DISTINCT
    SELECT toString(source_account), toString(role), toString(target_account)
    FROM link_lifecycles
    WHERE source_account != ''
  )
SELECT
  time,
  'token_issuance' AS kind,
  event_id,
  toString(source) AS source,
  toString(source_account) AS source_account,
  toString(role) AS role,
  toString(target_account) AS target_account,
  concat(
    if(outcome = 'success', 'token issued', concat('token refused: ', if(error_type = '', outcome, error_type))),
    if(broker = '', '', concat(' by ', broker)),
    if(ttl_s IS NULL, '', concat(' for ', toString(assumeNotNull(ttl_s)), ' s'))
  ) AS what,
  toString(outcome) AS outcome,
  toString(principal) AS principal,
  mapFilter((k, v) -> v != '', map(
    'token_id', token_id, 'parent_token_id', parent_token_id, 'request_id', request_id, 'mechanism', mechanism,
    'correlation_id', correlation_id, 'source_ip', source_ip, 'latency_ms', ifNull(toString(latency_ms), '')
  )) AS detail
FROM token_issuances
WHERE phase != 'request'
UNION ALL
SELECT
  time,
  'action',
  event_id,
  toString(source),
  if(token.issuer != '', token.issuer, own_source_account),
  action.role,
  action.target_account,
  concat(
    if(operation = '', 'a call', operation),
    multiIf(outcome = 'success', ' succeeded', outcome = 'auth_error', ' was denied', ' failed'),
    if(error_type = '', '', concat(': ', error_type))
  ),
  toString(outcome),
  toString(principal),
  mapFilter((k, v) -> v != '', map(
    'operation', operation, 'resource', resource, 'token_id', token_id, 'request_id', request_id,
    'correlation_id', correlation_id, 'source_ip', source_ip, 'latency_ms', ifNull(toString(latency_ms), '')
  ))
FROM (
  SELECT
    * EXCEPT (source_account, role, target_account),
    toString(source_account) AS own_source_account,
    toString(role) AS role,
    toString(target_account) AS target_account,
    if(token_id = '', 0, cityHash64(token_id)) AS token
  FROM actions
  WHERE phase != 'request'
) AS action
LEFT JOIN (
  SELECT
    toString(role) AS role,
    toString(target_account) AS target_account,
    token,
    arraySort((account, source) -> ({{source_rank}}, account), issuers.2, issuers.1)[1] AS issuer
  FROM link_tokens FINAL
  WHERE notEmpty(issuers)
) AS token ON action.target_account = token.target_account AND action.role = token.role AND action.token = token.token
UNION ALL
SELECT
  time,
  'audit',
  event_id,
  toString(source),
  toString(source_account),
  toString(role),
  toString(target_account),
  if(decision = '', concat('recorded by ', log_source), concat('decided: ', decision)),
  toString(decision),
  toString(principal),
  mapFilter((k, v) -> v != '', map(
    'operation', operation, 'request_id', request_id, 'audit_id', audit_id, 'log_source', log_source,
    'correlation_id', correlation_id, 'delivered_at', ifNull(toString(delivered_at), '')
  ))
FROM audits
UNION ALL
SELECT
  time,
  'link_lifecycle',
  event_id,
  toString(source),
  if(told.source_account = '', known.source_account, toString(told.source_account)),
  toString(told.role),
  toString(told.target_account),
  concat('link ', replaceAll(transition, '_', ' ')),
  '',
  toString(principal),
  mapFilter((k, v) -> v != '', map(
    'link_id', link_id, 'owner', owner, 'team', team, 'purpose', purpose, 'consent_id', consent_id,
    'consented_by', consented_by, 'permissions', arrayStringConcat(permissions, ' '),
    'expires_at', ifNull(toString(expires_at), ''), 'max_ttl_s', ifNull(toString(max_ttl_s), '')
  ))
FROM link_lifecycles AS told
LEFT JOIN known
  ON told.target_account = known.target_account AND told.role = known.role
  AND (told.source_account = '' OR told.source_account = known.source_account)
WHERE told.source_account != '' AND (known.source_account = told.source_account OR known.source_account = '')
  OR told.source_account = '' AND known.source_account != ''
UNION ALL
SELECT
  time,
  'revocation',
  event_id,
  toString(source),
  known.source_account,
  known.role,
  known.target_account,
  concat(
    'revocation of the ', scope, ' requested',
    if(requested_by = '', '', concat(' by ', requested_by)),
    if(reason = '', '', concat(': ', reason))
  ),
  '',
  toString(principal),
  mapFilter((k, v) -> v != '', map(
    'revocation_id', revocation_id, 'scope', scope, 'token_id', token_id, 'severity', severity
  ))
FROM revocations AS told
JOIN known ON told.target_account = known.target_account
WHERE (told.role = '' OR told.role = known.role) AND (told.source_account = '' OR told.source_account = known.source_account)
UNION ALL
SELECT
  time,
  'policy_change',
  event_id,
  toString(source),
  known.source_account,
  known.role,
  known.target_account,
  concat(if(planned, 'planned change: ', 'change: '), change_type, if(policy = '', '', concat(' of ', policy))),
  '',
  toString(if(actor = '', principal, actor)),
  mapFilter((k, v) -> v != '', map(
    'change_id', change_id, 'policy', policy, 'change_type', change_type, 'diff', diff, 'planned', toString(planned)
  ))
FROM policy_changes AS told
JOIN known ON told.target_account = known.target_account
WHERE (told.role = '' OR told.role = known.role) AND (told.source_account = '' OR told.source_account = known.source_account);
