-- A3: is there room left under every service quota of an account?
-- in: from, to (UTC minutes, half-open), slo   out: the SLI contract, for each account
-- Good: minutes throughout which every quota had at least 20 % left, of the minutes with samples.
-- A sample holds until the next of its account, region, service and quota, and 24 hours at most; a minute is low when
-- a low sample held in any part of it. A limit of 0 is none: its sample only ends the one before.
-- Minutes are made from intervals, each minute of an account once: of each interval only what none before it reached.
-- What a minute counts depends on the samples of the 24 hours before its end, whatever range is computed.
-- Repeats: the view holds each sample once. Late rows: lookback covers their minute, lookahead what they hold for.
WITH
  (
    SELECT groupArray((account, starts_at, ends_at))
    FROM counted_exclusions(slo = {slo:String}, from = {from:DateTime}, to = {to:DateTime})
  ) AS exclusions,
  toInt64(toUnixTimestamp({from:DateTime})) * 1000 AS from_ms,
  toInt64(toUnixTimestamp({to:DateTime})) * 1000 AS to_ms,
  -- Only the intervals leave: an array beside one that is joined is copied for each of its elements.
  quotas AS (
    SELECT
      target_account,
      concat(service, '/', quota) AS quota_name,
      arraySort(
        groupArray((toUnixTimestamp64Milli(time), event_id, limit_value > 0, 5 * used_value > 4 * limit_value))
      ) AS samples,
      arrayFilter(
        interval -> interval.4 AND interval.1 < interval.2,
        arrayMap(
          (sample, next_ms) -> (
            intDiv(greatest(sample.1, from_ms), 60000),
            intDiv(least(next_ms, sample.1 + 86400000, to_ms) + 59999, 60000),
            sample.4,
            -- Of several in one millisecond the last holds.
            sample.3 AND next_ms > sample.1
          ),
          samples,
          -- An array of its own: what a lambda takes from outside is copied for each element.
          arrayPushBack(arrayPopFront(samples.1), to_ms)
        )
      ) AS intervals
    FROM counted_quota_samples(slo = {slo:String}, from = {from:DateTime} - INTERVAL 24 HOUR, to = {to:DateTime})
    GROUP BY target_account, region, service, quota
  ),
  held AS (
    SELECT
      target_account,
      quota_name,
      interval.1 AS first_minute,
      interval.2 AS end_minute,
      interval.3 AS low
    FROM (
      SELECT target_account, quota_name, intervals
      FROM quotas
    )
    ARRAY JOIN intervals AS interval
  ),
  stretches AS (
    SELECT target_account, '' AS low_quota, first_minute, end_minute
    FROM held
    UNION ALL
    SELECT target_account, quota_name AS low_quota, first_minute, end_minute
    FROM held
    WHERE low
  ),
  apart AS (
    SELECT
      target_account,
      low_quota,
      greatest(
        first_minute,
        max(end_minute) OVER (
          PARTITION BY target_account, low_quota
          ORDER BY first_minute, end_minute
          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        )
      ) AS new_minute,
      end_minute
    FROM stretches
  ),
  minutes AS (
    SELECT
      toDateTime(arrayJoin(range(toUInt64(new_minute), toUInt64(end_minute))) * 60, 'UTC') AS minute,
      target_account,
      groupArrayIf(low_quota, low_quota != '') AS low_quotas,
      arrayExists(
        exclusion -> exclusion.1 IN ('', target_account) AND minute >= exclusion.2 AND minute < exclusion.3, exclusions
      ) AS excluded_minute
    FROM apart
    WHERE new_minute < end_minute
    GROUP BY minute, target_account
  )
SELECT
  minute,
  '' AS source_account,
  target_account,
  '' AS role,
  toUInt64(NOT excluded_minute AND empty(low_quotas)) AS good,
  toUInt64(NOT excluded_minute) AS total,
  toUInt64(excluded_minute) AS excluded,
  toUInt64(excluded_minute AND empty(low_quotas)) AS excluded_good,
  toUInt64(excluded_minute) AS excluded_total,
  CAST(
    if(excluded_minute, ([], []), (low_quotas, arrayMap(name -> toUInt64(1), low_quotas))), 'Map(String, UInt64)'
  ) AS breakdown
FROM minutes
