-- What the newest evaluation of an SLO counted besides, the most first.
SELECT told.1 AS what, told.2 AS events
FROM slo_status
ARRAY JOIN CAST(breakdown, 'Array(Tuple(String, UInt64))') AS told
WHERE slo = ${slo:sqlstring} AND told.2 > 0
ORDER BY events DESC
