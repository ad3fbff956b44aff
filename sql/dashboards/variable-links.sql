-- Links to choose from, as they are written everywhere: source account/role/target account.
SELECT concat(source_account, '/', role, '/', target_account) AS link
FROM links
ORDER BY link
