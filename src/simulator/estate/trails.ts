/**
 * The logs of accounts, by hour: files, the attempts to deliver them, and the digest that lists them.
 * What is logged in an hour is delivered in the next; attempts to deliver one file lie within one hour.
 */
import { loggingLost } from '../failures/failure.ts'
import { type NativeEvent, type Telling, telling } from '../native-event.ts'
import { Random } from '../random.ts'
import { rfc3339 } from '../rfc3339.ts'
import { isInEpisode, sorts } from './episodes.ts'
import type { Trail } from './estate.ts'
import { about, DAY_MS, type EstateSetting, HOUR_MS, purposes, streamOf } from './setting.ts'

/** @param hour the one in which the logs of the hour before are delivered */
export function tellTrails(setting: EstateSetting, hour: number): Telling[] {
  return setting.estate.trails.flatMap((trail) => {
    const retired_hour = retiredHour(setting, trail)
    if (hour > retired_hour) return []
    const random = new Random(setting.seed, streamOf(hour, trail.index), purposes.trails)
    const told = isOff(setting, trail, hour - 1) ? [] : logsOf({ setting, trail, random, hour })
    return hour === retired_hour ? [...told, retirement(trail, random, hour * HOUR_MS)] : told
  })
}

interface LogHour {
  readonly setting: EstateSetting
  readonly trail: Trail
  readonly random: Random
  readonly hour: number
}

function logsOf(of: LogHour): Telling[] {
  const { setting, trail, random, hour } = of
  const count = random.chance(setting.rates.trail_quiet) ? 0 : random.pick([1, 1, 1, 2])
  const files = Array.from({ length: count }, (_, nth) => ({
    key: keyOf(trail, 'CloudTrail', hour - 1, nth),
    sha256: random.hex(4) + random.hex(4),
  }))
  const told: Telling[] = files.flatMap((file) => deliveriesOf(of, 'cloudtrail', file))
  if (trail.other_log !== null) {
    const file = { key: keyOf(trail, trail.other_log, hour - 1, 0), sha256: random.hex(4) + random.hex(4) }
    told.push(...deliveriesOf(of, trail.other_log, file))
  }
  const digest_ms = hour * HOUR_MS
  const isLost = loggingLost(setting.strikes, trail.account, digest_ms)
  return isLost ? told : [...told, digest(of, files, digest_ms)]
}

interface LogFile {
  readonly key: string
  readonly sha256: string
}

function deliveriesOf(of: LogHour, log_type: string, file: LogFile): Telling[] {
  const { setting, random, hour } = of
  const { rates, strikes } = setting
  const first_ms = hour * HOUR_MS + random.whole(2 * 60_000, 25 * 60_000)
  const again_ms = first_ms + random.whole(3 * 60_000, 25 * 60_000)
  const fate = random.unit()
  if (fate < rates.delivery_lost) return []
  const isFailing = fate < rates.delivery_lost + rates.delivery_failed
  const isRetried = isFailing || random.chance(rates.delivery_retried)
  const received = random.chance(rates.delivery_altered) ? random.hex(4) + random.hex(4) : file.sha256
  const isLost = (time_ms: number) => loggingLost(strikes, of.trail.account, time_ms)
  // An outage that begins or ends between two attempts is one for both: a key is lost or is not.
  if (isFailing || isLost(first_ms) || isLost(again_ms)) {
    return [first_ms, again_ms].map((time_ms) =>
      attempt(of, log_type, { ...file, sha256: '' }, time_ms, false),
    )
  }
  const success = attempt(of, log_type, { ...file, sha256: received }, isRetried ? again_ms : first_ms, true)
  return isRetried ? [attempt(of, log_type, { ...file, sha256: '' }, first_ms, false), success] : [success]
}

function attempt(of: LogHour, log_type: string, file: LogFile, time_ms: number, isMade: boolean): Telling {
  const { trail, random, hour } = of
  const { account, region } = trail
  const event: NativeEvent<'log_delivery'> = {
    ...about('log_delivery', random, { account, region, emitter: `${log_type}-delivery`, time_ms }),
    log_type,
    object_key: file.key,
    period_start: rfc3339((hour - 1) * HOUR_MS),
    period_end: rfc3339(hour * HOUR_MS),
    outcome: isMade ? 'success' : random.pick(['throttled', 'service_error', 'service_error']),
    lag_s: isMade ? (time_ms - hour * HOUR_MS) / 1_000 : null,
    sha256: file.sha256,
  }
  return telling(event, time_ms)
}

function digest(of: LogHour, files: readonly LogFile[], time_ms: number): Telling {
  const { trail, random, hour } = of
  const { account, region } = trail
  const event: NativeEvent<'trail_manifest'> = {
    ...about('trail_manifest', random, { account, region, emitter: 'organization-trail', time_ms }),
    // Its own key, so that the next one can name it.
    event_id: keyOf(trail, 'CloudTrail-Digest', hour - 1, 0),
    period_start: rfc3339((hour - 1) * HOUR_MS),
    period_end: rfc3339(time_ms),
    expected: trail.counts_only ? files.length : null,
    log_files: trail.counts_only ? [] : [...files],
    previous_key: keyOf(trail, 'CloudTrail-Digest', hour - 2, 0),
    previous_sha256: '',
    retired: false,
  }
  return telling(event, time_ms, time_ms + random.whole(30 * 60_000, 55 * 60_000))
}

function retirement(trail: Trail, random: Random, time_ms: number): Telling {
  const { account, region } = trail
  const event: NativeEvent<'trail_manifest'> = {
    ...about('trail_manifest', random, { account, region, emitter: 'organization-trail', time_ms }),
    period_start: null,
    period_end: null,
    expected: null,
    log_files: [],
    previous_key: '',
    previous_sha256: '',
    retired: true,
  }
  return telling(event, time_ms)
}

function isOff({ seed, rates }: EstateSetting, trail: Trail, hour: number): boolean {
  const off = {
    seed,
    sort: sorts.trail_off,
    subject: trail.index,
    chance: rates.trail_off,
    hours: [3, 6],
  } as const
  return isInEpisode(off, hour)
}

function retiredHour({ from }: EstateSetting, { retired_after_days }: Trail): number {
  return retired_after_days === null
    ? Number.POSITIVE_INFINITY
    : Math.floor((from + retired_after_days * DAY_MS) / HOUR_MS)
}

function keyOf({ account, region }: Trail, log: string, hour: number, nth: number): string {
  const at = rfc3339(hour * HOUR_MS)
  const stamp = `${at.slice(0, 10).replaceAll('-', '')}T${at.slice(11, 13)}00Z`
  const folder = `AWSLogs/${account}/${log}/${region}/${at.slice(0, 10).replaceAll('-', '/')}`
  return `${folder}/${account}_${log}_${region}_${stamp}_${nth}.json.gz`
}
