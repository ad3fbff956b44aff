-- How many links a page fires for.
SELECT uniqExact(subject) AS links
FROM raised_alerts
WHERE origin = 'link' AND severity = 'page' AND firing
