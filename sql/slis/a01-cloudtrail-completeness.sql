-- A1: did every log file arrive that CloudTrail says it delivered, unchanged?
-- in: from, to (UTC hours, half-open), slo   out: the SLI contract, for each account
-- Good: files that manifests list for the hour, received with the listed hash; by name, since buckets have prefixes.
-- Files that a manifest counts and does not name: as many other files as came for its account, region and hour.
-- An hour without a manifest counts one file that did not come, from the first manifest of an account and region until
-- one says retired: so where the latest manifest up to an hour is of an earlier one, not retired, 90 days old at most.
-- A file may come from an hour before its hour to a day after it, a manifest's period begin up to a day before it
-- (counted_trail_hours): what an hour counts depends on such distances only, never on the range computed.
-- Chain gaps cost nothing, since a missing manifest does; they are in the breakdown: the manifest before, as named,
-- did not come within a day, or came with another hash.
-- Repeats: a file counts once in an hour, whoever lists it. Late rows: lookback and lookahead cover the distances.
WITH
  (
    SELECT groupArray((account, starts_at, ends_at))
    FROM counted_exclusions(slo = {slo:String}, from = {from:DateTime}, to = {to:DateTime})
  ) AS exclusions,
  path -> arrayElement(splitByChar('/', path), -1) AS name_of,
  (begin, told) -> toStartOfHour(
    if(ifNull(begin BETWEEN told - INTERVAL 1 DAY AND told + INTERVAL 1 HOUR, false), assumeNotNull(begin), told)
  ) AS hour_of,
  manifests AS (
    SELECT
      target_account,
      region,
      hour_of(period_start, time) AS hour,
      time,
      event_id,
      emitter,
      arrayMap(file -> (name_of(file.key), file.sha256), log_files) AS files,
      greatest(0, toInt64(ifNull(expected, 0)) - length(arrayDistinct(files.1))) AS unnamed,
      name_of(previous_key) AS previous,
      previous_sha256
    FROM counted_trail_manifests(
      slo = {slo:String},
      from = {from:DateTime} - INTERVAL 1 HOUR,
      to = {to:DateTime} + INTERVAL 1 DAY
    )
    WHERE hour >= {from:DateTime} AND hour < {to:DateTime}
  ),
  -- What came, log files and manifests (imported as files, or told).
  came AS (
    SELECT target_account, name, groupArray((time, sha256)) AS copies
    FROM (
      SELECT target_account, name_of(object_key) AS name, time, sha256
      FROM counted_log_deliveries(
        slo = {slo:String},
        from = {from:DateTime} - INTERVAL 1 DAY,
        to = {to:DateTime} + INTERVAL 1 DAY
      )
      WHERE outcome = 'success' AND object_key != ''
      UNION ALL
      SELECT target_account, name_of(event_id) AS name, time, '' AS sha256
      FROM counted_trail_manifests(
        slo = {slo:String},
        from = {from:DateTime} - INTERVAL 1 DAY,
        to = {to:DateTime} + INTERVAL 1 DAY
      )
    )
    GROUP BY target_account, name
  ),
  -- A row for each file that an hour's manifests name, and for each manifest before that they name.
  named AS (
    SELECT
      listed.target_account AS target_account,
      listed.hour AS hour,
      listed.precedes AS precedes,
      arrayFilter(
        copy -> copy.1 >= if(listed.precedes, hour - INTERVAL 1 DAY, hour - INTERVAL 1 HOUR)
          AND copy.1 < hour + INTERVAL 25 HOUR,
        copies
      ) AS in_reach,
      arrayFilter(hash -> hash != '', in_reach.2) AS found_hashes,
      notEmpty(in_reach) AS found,
      found AND (empty(listed_hashes) OR hasAny(found_hashes, listed_hashes)) AS intact,
      found AND NOT intact AND notEmpty(found_hashes) AS altered
    FROM (
      SELECT
        target_account,
        region,
        hour,
        file.3 AS precedes,
        file.1 AS name,
        arrayFilter(hash -> hash != '', groupUniqArray(file.2)) AS listed_hashes
      FROM manifests
      ARRAY JOIN arrayConcat(
        arrayMap(f -> (f.1, f.2, false), files),
        if(previous = '', [], [(previous, previous_sha256, true)])
      ) AS file
      GROUP BY target_account, region, hour, precedes, name
    ) AS listed
    LEFT JOIN came ON listed.target_account = came.target_account AND listed.name = came.name
  ),
  -- Of several counts by one sender the newest is meant.
  counts AS (
    SELECT target_account, region, hour, sum(unnamed_by_sender) AS unnamed, groupArrayArray(names) AS listed_names
    FROM (
      SELECT
        target_account,
        region,
        hour,
        argMax(unnamed, (time, event_id)) AS unnamed_by_sender,
        groupUniqArrayArray(files.1) AS names
      FROM manifests
      GROUP BY target_account, region, hour, emitter
    )
    GROUP BY target_account, region, hour
    HAVING unnamed > 0
  ),
  others AS (
    SELECT
      target_account,
      region,
      hour_of(period_start, time) AS hour,
      groupUniqArray(name_of(object_key)) AS names
    FROM counted_log_deliveries(
      slo = {slo:String},
      from = {from:DateTime} - INTERVAL 1 HOUR,
      to = {to:DateTime} + INTERVAL 1 DAY
    )
    WHERE outcome = 'success' AND object_key != '' AND log_type != 'cloudtrail_digest'
      AND (target_account, region) IN (SELECT target_account, region FROM counts)
    GROUP BY target_account, region, hour
  ),
  counted AS (
    SELECT
      counts.target_account AS target_account,
      counts.hour AS hour,
      unnamed,
      least(unnamed, length(names) - length(arrayIntersect(names, listed_names))) AS received
    FROM counts
    LEFT JOIN others
      ON counts.target_account = others.target_account AND counts.region = others.region AND counts.hour = others.hour
  ),
  -- The hours between a manifest and the next, where it did not end the expectation.
  silent AS (
    SELECT
      target_account,
      arraySort(groupArray((hour, retired))) AS told,
      arrayJoin(arrayFlatten(arrayMap(
        (one, next) -> if(
          one.2,
          [],
          range(
            greatest(toUnixTimestamp(one.1) + 3600, toUnixTimestamp({from:DateTime})),
            least(next, toUnixTimestamp(one.1) + 90 * 86400 + 3600, toUnixTimestamp({to:DateTime})),
            3600
          )
        ),
        told,
        arrayPushBack(arrayPopFront(arrayMap(t -> toUnixTimestamp(t.1), told)), toUnixTimestamp({to:DateTime}))
      ))) AS hour_s
    FROM counted_trail_hours(from = {from:DateTime} - INTERVAL 91 DAY, to = {to:DateTime} + INTERVAL 1 DAY)
    GROUP BY target_account, region
  ),
  judged AS (
    SELECT
      target_account, hour,
      toUInt64(NOT precedes) AS total,
      toUInt64(NOT precedes AND intact) AS good,
      toUInt64(NOT precedes AND NOT found) AS missing,
      toUInt64(NOT precedes AND altered) AS wrong_hash,
      toUInt64(NOT precedes AND found AND NOT intact AND NOT altered) AS unverified,
      toUInt64(0) AS no_manifest,
      toUInt64(precedes AND (NOT found OR altered)) AS chain_gaps
    FROM named
    UNION ALL
    SELECT target_account, hour, toUInt64(unnamed), toUInt64(received), toUInt64(unnamed - received), 0, 0, 0, 0
    FROM counted
    UNION ALL
    SELECT target_account, toDateTime(hour_s, 'UTC') AS hour, 1, 0, 0, 0, 0, 1, 0
    FROM silent
  )
SELECT
  hour AS minute,
  '' AS source_account,
  target_account,
  '' AS role,
  arrayExists(
    exclusion -> exclusion.1 IN ('', target_account) AND hour >= exclusion.2 AND hour < exclusion.3, exclusions
  ) AS is_left_out,
  sum(judged.good) * NOT is_left_out AS good,
  sum(judged.total) * NOT is_left_out AS total,
  sum(judged.total) * is_left_out AS excluded,
  sum(judged.good) * is_left_out AS excluded_good,
  sum(judged.total) * is_left_out AS excluded_total,
  map(
    'missing', sum(missing) * NOT is_left_out,
    'wrong_hash', sum(wrong_hash) * NOT is_left_out,
    'unverified', sum(unverified) * NOT is_left_out,
    'no_manifest', sum(no_manifest) * NOT is_left_out,
    'chain_gaps', sum(chain_gaps) * NOT is_left_out
  ) AS breakdown
FROM judged
GROUP BY hour, target_account
