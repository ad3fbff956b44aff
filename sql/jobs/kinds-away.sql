-- Kinds of event of which an input is behind or silent: that nothing is told of them says nothing.
SELECT DISTINCT toString(arrayJoin(kinds)) AS kind
FROM input_states
WHERE state IN ('behind', 'silent')
