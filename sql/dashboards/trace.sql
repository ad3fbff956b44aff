-- What carries a correlation id within the range, over the four kinds, in order.
SELECT time, kind, source, source_account, role, target_account, principal, what, outcome, latency_ms
FROM (
  SELECT time, 'token_issuance' AS kind, source, source_account, role, target_account, principal,
    concat('attempt ', toString(attempt)) AS what, if(error_type = '', outcome, error_type) AS outcome, latency_ms
  FROM token_issuances
  WHERE correlation_id = ${correlation_id:sqlstring} AND correlation_id != ''
    AND toStartOfMinute(time) IN (
      SELECT minute FROM trace_minutes WHERE correlation = cityHash64(${correlation_id:sqlstring}) AND kind = 'token_issuance'
    )
  UNION ALL
  SELECT time, 'action', source, source_account, role, target_account, principal,
    operation, if(error_type = '', outcome, error_type), latency_ms
  FROM actions
  WHERE correlation_id = ${correlation_id:sqlstring} AND correlation_id != ''
    AND toStartOfMinute(time) IN (
      SELECT minute FROM trace_minutes WHERE correlation = cityHash64(${correlation_id:sqlstring}) AND kind = 'action'
    )
  UNION ALL
  SELECT time, 'audit', source, source_account, role, target_account, principal,
    operation, decision, latency_ms
  FROM audits
  WHERE correlation_id = ${correlation_id:sqlstring} AND correlation_id != ''
    AND toStartOfMinute(time) IN (SELECT minute FROM audit_trace_minutes WHERE id = cityHash64(${correlation_id:sqlstring}))
  UNION ALL
  SELECT time, 'revocation', source, source_account, role, target_account, principal,
    concat('revoke ', scope), severity, NULL
  FROM revocations
  WHERE correlation_id = ${correlation_id:sqlstring} AND correlation_id != ''
)
ORDER BY time
LIMIT 1000
