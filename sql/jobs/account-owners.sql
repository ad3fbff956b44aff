-- Whose accounts are, to route alerts about them. in: accounts   out: a row per account that is known
SELECT account, owner, team, criticality
FROM accounts_registry
WHERE account IN {accounts:Array(String)}
