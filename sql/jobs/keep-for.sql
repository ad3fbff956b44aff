-- Changes how long a table keeps its rows. Parts that are there follow, in the background.
-- in: the table's name and the fragments: names and numbers of the program's own, since a TTL keeps no parameters.
ALTER TABLE {{table:TABLE_NAME}} MODIFY TTL {{since}} + INTERVAL {{count}} {{unit}}
