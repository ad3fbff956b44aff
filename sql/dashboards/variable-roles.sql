-- Roles to choose from: those of links.
SELECT DISTINCT role
FROM links
WHERE role != ''
ORDER BY role
