-- A link as it was declared, in one row.
SELECT owner, team, state, purpose, consent_id, expires_at, max_ttl_s, first_seen, last_used, overlapping_links
FROM links
WHERE concat(source_account, '/', role, '/', target_account) = ${link:sqlstring}
