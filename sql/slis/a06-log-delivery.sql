-- A6: do an account's logs arrive?
-- in: from, to (UTC hours, half-open), slo   out: the SLI contract, for each account
-- Expected: each distinct object key attempted in the hour, and one for a silent hour: without any attempt of a log
-- type that delivered in the 24 hours before. Made: the keys of which an attempt of the same hour succeeded.
-- Each hour stands for itself: a key tried again in a later hour is expected there again, and its late success is
-- no delivery of the hour that went without. Attempts without a key are one key of their log type and hour.
-- Keys with only unknown outcomes are out; an attempt of any outcome breaks the silence.
-- An hour depends on itself and the 24 before it, whatever range is computed.
-- Repeats: the view holds each attempt once. Late rows: lookahead covers the silence that they begin or end.
WITH
  (
    SELECT groupArray((account, starts_at, ends_at))
    FROM counted_exclusions(slo = {slo:String}, from = {from:DateTime}, to = {to:DateTime})
  ) AS exclusions,
  files AS (
    SELECT
      target_account,
      log_type,
      toStartOfHour(time) AS hour,
      object_key,
      count() AS tries,
      countIf(outcome NOT IN ('success', 'unknown')) AS failures,
      countIf(outcome = 'success') > 0 AS delivered,
      countIf(outcome != 'unknown') > 0 AS expected,
      argMin(is_excluded, (time, event_id)) AS is_left_out
    FROM counted_log_deliveries(slo = {slo:String}, from = {from:DateTime} - INTERVAL 24 HOUR, to = {to:DateTime})
    GROUP BY target_account, log_type, hour, object_key
  ),
  logs AS (
    SELECT
      target_account,
      log_type,
      groupUniqArray(hour) AS heard,
      arraySort(groupUniqArrayIf(hour, delivered)) AS delivering,
      arrayJoin(arrayFlatten(arrayMap(
        (one, next) -> arrayMap(
          hours -> one + INTERVAL hours HOUR,
          range(1, least(25, toUInt64(dateDiff('hour', one, next))))
        ),
        delivering,
        arrayPushBack(arrayPopFront(delivering), {to:DateTime})
      ))) AS silent
    FROM files
    GROUP BY target_account, log_type
    HAVING notEmpty(delivering)
  ),
  judged AS (
    SELECT
      hour, target_account, log_type, delivered, is_left_out, tries, failures, false AS silence
    FROM files
    WHERE hour >= {from:DateTime} AND expected
    UNION ALL
    SELECT
      silent AS hour, target_account, log_type, false,
      arrayExists(
        exclusion -> exclusion.1 IN ('', target_account) AND silent >= exclusion.2 AND silent < exclusion.3, exclusions
      ),
      0, 0, true
    FROM logs
    WHERE silent >= {from:DateTime} AND NOT has(heard, silent)
  )
SELECT
  hour AS minute,
  '' AS source_account,
  target_account,
  '' AS role,
  countIf(NOT is_left_out AND delivered) AS good,
  countIf(NOT is_left_out) AS total,
  countIf(is_left_out) AS excluded,
  countIf(is_left_out AND delivered) AS excluded_good,
  countIf(is_left_out) AS excluded_total,
  mapAdd(
    map(
      'attempts', sumIf(tries, NOT is_left_out),
      'failed_attempts', sumIf(failures, NOT is_left_out),
      'silent_hours', countIf(NOT is_left_out AND silence)
    ),
    sumMapIf(map(concat('undelivered/', log_type), toUInt64(1)), NOT is_left_out AND NOT delivered)
  ) AS breakdown
FROM judged
GROUP BY minute, target_account
