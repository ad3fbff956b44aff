-- M9: do denied attempts on an account stay within what is usual at that hour of the week?
-- in: from, to (UTC hours, half-open), slo   out: the SLI contract; one row per hour and target account with attempts
-- A spike: at least 10 denials, and more than median + 5 × MAD of the same hour in the four weeks before.
-- A week counts as what it held; one without attempts counts as 0 when the account was known then, that is had
-- attempts on a day before, of the last 28. With fewer than two weeks there is no verdict: neither good nor bad.
-- An hour of which all attempts are excluded, or that is a spike only with the excluded ones, is excluded;
-- a week of which all are excluded does not count.
-- Every rule is a distance in time (28 days at most): an hour is judged alike in whatever range it is computed.
-- Repeats: counted_comparable_attempts holds each once. Late rows: lookahead covers
-- the hours that an attempt is usual for.
WITH
  hours AS (
    SELECT
      toStartOfHour(time) AS hour,
      target_account,
      countIf(outcome = 'auth_error' AND NOT is_excluded) AS denied,
      countIf(outcome = 'auth_error') AS denied_with_excluded,
      countIf(NOT is_excluded) AS counted,
      sumMapIf(
        map(toString(if(error_type = '', outcome, error_type)), toUInt64(1)), outcome = 'auth_error' AND NOT is_excluded
      ) AS by_error
    FROM counted_comparable_attempts(slo = {slo:String}, from = {from:DateTime} - INTERVAL 28 DAY, to = {to:DateTime})
    GROUP BY hour, target_account
  ),
  -- Each hour stands for itself and is one of the weeks before four others.
  compared AS (
    SELECT
      hours.hour + toIntervalWeek(later) AS hour,
      target_account,
      sumIf(hours.denied, later = 0) AS denied,
      sumIf(hours.denied_with_excluded, later = 0) AS denied_with_excluded,
      sumIf(hours.counted, later = 0) AS counted,
      sumMapIf(hours.by_error, later = 0) AS by_error,
      groupArrayIf((later, hours.denied, hours.counted > 0), later > 0) AS heard
    FROM hours
    ARRAY JOIN [0, 1, 2, 3, 4] AS later
    WHERE hour >= {from:DateTime} AND hour < {to:DateTime}
    GROUP BY hour, target_account
    HAVING countIf(later = 0) > 0
  ),
  known AS (
    SELECT target_account, groupUniqArray(day) AS days
    FROM counted_target_days(
      slo = {slo:String}, from = {from:DateTime} - INTERVAL 27 DAY, to = {to:DateTime}
    )
    GROUP BY target_account
  ),
  -- A step a level: the engine plans an expression anew wherever its name stands.
  weighed AS (
    SELECT
      hour, compared.target_account AS target_account, denied, denied_with_excluded, counted, by_error,
      arrayFilter(d -> d > toDate(hour) - 28, days) AS known_days,
      arrayConcat(
        arrayMap(w -> w.2, arrayFilter(w -> w.3, heard)),
        arrayMap(
          week -> toUInt64(0),
          arrayFilter(
            week -> NOT has(heard.1, week) AND arrayExists(d -> d < toDate(hour) - 7 * week, known_days),
            [1, 2, 3, 4]
          )
        )
      ) AS weeks
    FROM compared
    LEFT JOIN known ON known.target_account = compared.target_account
  ),
  limited AS (
    SELECT
      hour, target_account, denied, denied_with_excluded, counted, by_error,
      length(weeks) >= 2 AS has_verdict,
      arrayMap(
        median -> greatest(
          9, median + 5 * arrayReduce('quantileExactInclusive(0.5)', arrayMap(w -> abs(w - median), weeks))
        ),
        [arrayReduce('quantileExactInclusive(0.5)', weeks)]
      )[1] AS usual
    FROM weighed
  ),
  judged AS (
    SELECT
      hour, target_account, by_error, has_verdict,
      denied > usual AS is_spike,
      denied_with_excluded > usual AS is_spike_with_excluded,
      counted = 0 OR (has_verdict AND is_spike != is_spike_with_excluded) AS is_left_out
    FROM limited
  )
SELECT
  hour AS minute,
  '' AS source_account,
  target_account,
  '' AS role,
  toUInt64(has_verdict AND NOT is_left_out AND NOT is_spike) AS good,
  toUInt64(has_verdict AND NOT is_left_out) AS total,
  toUInt64(is_left_out) AS excluded,
  toUInt64(is_left_out AND has_verdict AND NOT is_spike_with_excluded) AS excluded_good,
  toUInt64(is_left_out AND has_verdict) AS excluded_total,
  mapAdd(
    map(
      'spikes', toUInt64(has_verdict AND NOT is_left_out AND is_spike),
      'no_verdict', toUInt64(NOT has_verdict)
    ),
    by_error
  ) AS breakdown
FROM judged
