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
-- Cheap: each table is read once, into rows that are gathered by a file's name or by an hour.
-- Repeats: a file counts once in an hour, whoever lists it. Late rows: lookback and lookahead cover the distances.
WITH
  (
    SELECT groupArray((account, starts_at, ends_at))
    FROM counted_exclusions(slo = {slo:String}, from = {from:DateTime}, to = {to:DateTime})
  ) AS exclusions,
  toDateTime(0, 'UTC') AS no_hour,
  toInt64(0) AS no_count,
  CAST([], 'Array(String)') AS no_names,
  path -> arrayElement(splitByChar('/', path), -1) AS name_of,
  (begin, told) -> toStartOfHour(
    if(ifNull(begin BETWEEN told - INTERVAL 1 DAY AND told + INTERVAL 1 HOUR, false), assumeNotNull(begin), told)
  ) AS hour_of,
  -- What tells of a file by its name, or of an hour. Columns: the name; else region and hour; what is told, and of what
  -- region and hour; when, with which hash; how many files are not named, by whom, beside which.
  told AS (
    SELECT
      target_account,
      arrayJoin(arrayConcat(
        [(name_of(event_id), '', no_hour, 'copy', '', hour, time, '', no_count, '', no_names)],
        if(
          is_counted,
          [('', toString(region), hour, 'count', '', hour, time, event_id, unnamed, toString(emitter), names)],
          []
        ),
        if(
          is_counted,
          arrayMap(
            (name, hash) -> (name, '', no_hour, 'file', toString(region), hour, time, hash, no_count, '', no_names),
            names, log_files.sha256
          ),
          []
        ),
        if(
          is_counted AND previous != '',
          [(previous, '', no_hour, 'manifest', toString(region), hour, time, previous_sha256, no_count, '', no_names)],
          []
        )
      )) AS one
    FROM (
      SELECT
        *,
        hour >= {from:DateTime} AND hour < {to:DateTime} AS is_counted,
        greatest(0, toInt64(ifNull(expected, 0)) - length(arrayDistinct(names))) AS unnamed
      FROM (
        SELECT
          target_account, region, time, event_id, emitter, log_files, expected, previous_sha256,
          hour_of(period_start, time) AS hour,
          arrayMap(key -> name_of(key), log_files.key) AS names,
          name_of(previous_key) AS previous
        FROM counted_trail_manifests(
          slo = {slo:String},
          from = {from:DateTime} - INTERVAL 1 DAY,
          to = {to:DateTime} + INTERVAL 1 DAY
        )
      )
    )
    UNION ALL
    SELECT
      target_account,
      arrayJoin([
        (name, '', no_hour, 'copy', '', hour, time, sha256, no_count, '', no_names),
        (
          '', toString(region), hour, if(log_type = 'cloudtrail_digest', '', 'other'), '', hour, time, '', no_count, '',
          [name]
        )
      ]) AS one
    FROM (
      SELECT
        target_account, region, time, sha256, log_type,
        hour_of(period_start, time) AS hour,
        name_of(object_key) AS name
      FROM counted_log_deliveries(
        slo = {slo:String},
        from = {from:DateTime} - INTERVAL 1 DAY,
        to = {to:DateTime} + INTERVAL 1 DAY
      )
      WHERE outcome = 'success' AND object_key != ''
    )
  ),
  gathered AS (
    SELECT
      target_account,
      one.3 AS counted_hour,
      groupArrayIf((one.7, one.8), one.4 = 'copy') AS copies,
      groupArrayIf(((one.5, one.6, one.4 = 'manifest'), one.8), one.4 IN ('file', 'manifest')) AS listings,
      arraySort(groupArrayIf((one.7, one.8, one.10, one.9), one.4 = 'count')) AS counts,
      groupUniqArrayArrayIf(one.11, one.4 = 'count') AS listed_names,
      groupUniqArrayArrayIf(one.11, one.4 = 'other') AS names,
      -- Of several counts by one sender the newest is meant.
      arraySum(arrayMap(
        (count, i) -> if(has(arraySlice(counts.3, i + 1), count.3), 0, count.4), counts, arrayEnumerate(counts)
      )) AS counted_files
    FROM told
    GROUP BY target_account, one.1, one.2, one.3
    HAVING notEmpty(listings) OR counted_files > 0
  ),
  -- A row for each file that an hour's manifests name, for each manifest before that they name, for each hour's count.
  listed AS (
    SELECT
      target_account,
      entry.1.2 AS hour,
      entry.1.3 AS precedes,
      entry.2 AS listed_hashes,
      entry.3 AS unnamed,
      entry.4 AS received,
      arrayFilter(
        copy -> copy.1 >= if(precedes, hour - INTERVAL 1 DAY, hour - INTERVAL 1 HOUR)
          AND copy.1 < hour + INTERVAL 25 HOUR,
        copies
      ) AS in_reach
    FROM gathered
    ARRAY JOIN arrayConcat(
      arrayMap(
        place -> (
          place,
          arrayMap(l -> l.2, arrayFilter(l -> l.1 = place AND l.2 != '', listings)),
          toUInt64(0),
          toUInt64(0)
        ),
        arrayDistinct(listings.1)
      ),
      if(
        counted_files = 0,
        [],
        [(
          ('', counted_hour, false), [], toUInt64(counted_files),
          toUInt64(least(counted_files, length(names) - length(arrayIntersect(names, listed_names))))
        )]
      )
    ) AS entry
  ),
  found AS (
    SELECT
      target_account, hour, precedes, unnamed, received,
      unnamed = 0 AND NOT precedes AS is_file,
      notEmpty(in_reach) AS came,
      arrayFilter(hash -> hash != '', in_reach.2) AS hashes,
      came AND (empty(listed_hashes) OR hasAny(hashes, listed_hashes)) AS intact,
      came AND NOT intact AND notEmpty(hashes) AS altered
    FROM listed
  ),
  -- The hours between a manifest and the next, where it did not end the expectation: of those before the range
  -- the latest counts.
  silent AS (
    SELECT
      target_account,
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
    FROM (
      SELECT
        target_account,
        arrayPushFront(
          arraySort(groupUniqArrayIf((hour, retired), hour >= {from:DateTime} AND hour < {to:DateTime})),
          maxIf((hour, retired), hour < {from:DateTime})
        ) AS told
      FROM counted_trail_hours(
        slo = {slo:String},
        from = {from:DateTime} - INTERVAL 91 DAY,
        to = {to:DateTime} + INTERVAL 1 DAY
      )
      GROUP BY target_account, region
    )
  ),
  judged AS (
    SELECT
      target_account, hour,
      unnamed + is_file AS total,
      received + (is_file AND intact) AS good,
      unnamed - received + (is_file AND NOT came) AS missing,
      toUInt64(is_file AND altered) AS wrong_hash,
      toUInt64(is_file AND came AND NOT intact AND NOT altered) AS unverified,
      toUInt64(0) AS no_manifest,
      toUInt64(precedes AND (NOT came OR altered)) AS chain_gaps
    FROM found
    UNION ALL
    SELECT target_account, toDateTime(hour_s, 'UTC') AS hour, 1, 0, 0, 0, 0, 1, 0
    FROM silent
  )
SELECT
  hour AS minute,
  '' AS source_account,
  target_account,
  '' AS role,
  intact_files * NOT is_left_out AS good,
  files * NOT is_left_out AS total,
  files * is_left_out AS excluded,
  intact_files * is_left_out AS excluded_good,
  excluded AS excluded_total,
  CAST(mapApply((name, files) -> (name, files * NOT is_left_out), counts), 'Map(String, UInt64)') AS breakdown
FROM (
  SELECT
    hour,
    target_account,
    arrayExists(
      exclusion -> exclusion.1 IN ('', target_account) AND hour >= exclusion.2 AND hour < exclusion.3, exclusions
    ) AS is_left_out,
    sum(good) AS intact_files,
    sum(total) AS files,
    map(
      'missing', sum(missing),
      'wrong_hash', sum(wrong_hash),
      'unverified', sum(unverified),
      'no_manifest', sum(no_manifest),
      'chain_gaps', sum(chain_gaps)
    ) AS counts
  FROM judged
  GROUP BY hour, target_account
)
