-- Now, by the clock that stamps dirty marks, and the moment up to which every insert has ended:
-- an insert still running may have stamped its mark already and show its events only later.
-- out: now_s, settled_s (Unix seconds, fractional)
SELECT
  toFloat64(now64(3)) AS now_s,
  least(
    toFloat64(now64(3)),
    (
      SELECT ifNull(min(toFloat64(now64(3)) - elapsed), toFloat64(now64(3)))
      FROM system.processes
      WHERE query_kind = 'Insert' AND current_database = currentDatabase()
    )
  ) - 1 AS settled_s
