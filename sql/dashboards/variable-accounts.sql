-- Accounts to choose from: those of the inventory, and those that links are from or to.
SELECT DISTINCT arrayJoin([source_account, target_account]) AS account
FROM links
WHERE account != ''
UNION DISTINCT
SELECT account
FROM accounts_registry
ORDER BY account
