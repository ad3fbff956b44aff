-- The links of each of some SLOs that stand worst, for /metrics: what burns fastest, then what has least budget left.
-- in: slos, since_ms (since 1970), count   out: up to `count` rows per SLO, of links evaluated since then
-- A link without events in the last hour burns nothing, but its rate stays unknown (null).
-- Repeats: FINAL keeps the newest evaluation of a link.
SELECT
  slo,
  source_account,
  target_account,
  role,
  budget_remaining_ratio,
  burn_rate_1h
FROM slo_link_status FINAL
WHERE slo IN {slos:Array(String)}
  AND evaluated_at >= fromUnixTimestamp64Milli({since_ms:Int64})
ORDER BY slo, ifNull(burn_rate_1h, 0) DESC, budget_remaining_ratio ASC NULLS LAST, target_account, source_account, role
LIMIT {count:UInt32} BY slo
