-- Tokens of a link that may still be used.
SELECT tokens_outstanding
FROM links
WHERE concat(source_account, '/', role, '/', target_account) = ${link:sqlstring}
