-- An account as the inventory last told of it.
SELECT account, name, owner, team, criticality, state, tags
FROM accounts_registry
WHERE account = ${account:sqlstring}
