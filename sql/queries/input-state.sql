-- Where the inputs stand that SLOs depend on: those that have ever brought any of its kinds (arrivals keep 400 days).
-- in: slos, kinds, starts (of the SLO's window): arrays of one length
-- out: slo, newest_event_s (of these inputs; null when nothing came), waiting (a sentence for each that is behind or silent),
--   complete_to_s (up to when everything told is stored: the oldest message not stored of one that is behind,
--   the end of the minute of the last arrival of one that is silent; null when none is), heard (inputs and files that said anything since the window's start)
-- Repeats and late data: nothing here is summed, and arrivals are judged by when they came.
SELECT
  slo,
  if(count() = 0, NULL, toFloat64(max(newest_event))) AS newest_event_s,
  arraySort(
    groupArrayIf(
      concat(
        source, ' on ', topic,
        if(state = 'behind', ' is behind: a message has waited for ', ' has been silent for '),
        multiIf(
          waited_s < 7200, concat(toString(intDiv(waited_s, 60)), ' min'),
          waited_s < 172800, concat(toString(intDiv(waited_s, 3600)), ' h'),
          concat(toString(intDiv(waited_s, 86400)), ' days')
        )
      ),
      is_waiting
    )
  ) AS waiting,
  minOrNullIf(
    if(
      state = 'behind',
      toFloat64(assumeNotNull(oldest_unread_at)),
      toFloat64(toStartOfMinute(last_received_at + INTERVAL 1 MINUTE))
    ),
    is_waiting
  ) AS complete_to_s,
  countIf(greatest(newest_event, last_received_at) >= begins) AS heard
FROM (
  SELECT
    asked.1 AS slo,
    asked.3 AS begins,
    input_states.*,
    state IN ('behind', 'silent') AS is_waiting,
    ifNull(if(state = 'behind', lag_s, quiet_s), 0) AS waited_s
  FROM input_states
  ARRAY JOIN arrayZip({slos:Array(String)}, {kinds:Array(Array(String))}, {starts:Array(DateTime)}) AS asked
  WHERE hasAny(kinds, asked.2)
)
GROUP BY slo
