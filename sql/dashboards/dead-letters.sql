-- What was rejected in the range, by source and reason, with an example.
SELECT source, reason, count() AS records, max(received_at) AS newest, any(detail) AS example
FROM dead_letters FINAL
WHERE received_at >= $__fromTime AND received_at <= $__toTime
GROUP BY source, reason
ORDER BY records DESC
