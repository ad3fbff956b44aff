/**
 * A1 and A6, in the hour they are about.
 * A1: what the digests of an account and region list, against what was received with the right hash.
 * A6: the keys that were attempted, and the hours in which a log type that had been delivered fell silent.
 */
import { targetPlace } from '../../ledger.ts'
import { isOf, type NativeEvent, type Telling } from '../../native-event.ts'
import type { Enter, EventJudge } from '../../truth.ts'
import { HOUR_MS } from '../setting.ts'
import { grouped } from './group.ts'

type Delivery = Telling<'log_delivery'>
type Manifest = Telling<'trail_manifest'>

/** @param to silence is judged until then (ms) */
export function judgeTrails(enter: Enter, to: number): EventJudge {
  const deliveries: Delivery[] = []
  const manifests: Manifest[] = []
  return {
    see(telling) {
      if (isOf('log_delivery', telling)) deliveries.push(telling)
      if (isOf('trail_manifest', telling)) manifests.push(telling)
    },
    close() {
      const arrived = arrivedIn(deliveries)
      const trails = grouped(manifests, ({ event }) => `${event.target_account} ${event.region}`)
      for (const told of trails.values()) judgeTrail(enter, told, arrived, to)
      const logs = grouped(deliveries, ({ event }) => `${event.target_account} ${event.log_type}`)
      for (const told of logs.values()) judgeLogType(enter, told, to)
    },
  }
}

/** From its first manifest until it is retired each hour is expected: one without any counts as one file missing. */
function judgeTrail(enter: Enter, manifests: readonly Manifest[], arrived: Arrived, to: number): void {
  const retired_ms = Math.min(...manifests.filter(({ event }) => event.retired).map(({ time_ms }) => time_ms))
  const byHour = grouped(
    manifests.filter(({ event }) => !event.retired),
    ({ event }) => String(hourOf(momentOf(event.period_start))),
  )
  const place = targetPlace(manifests[0]?.event.target_account ?? '')
  const hours = [...byHour.keys()].map(Number)
  for (let hour = Math.min(...hours); hour * HOUR_MS < Math.min(to, retired_ms); hour++) {
    const count = (verdict: string, times = 1) =>
      enter('a01-cloudtrail-completeness', { time_ms: hour * HOUR_MS, place, verdict, times })
    const told = byHour.get(String(hour)) ?? []
    if (told.length === 0) {
      count('bad')
      count('no_manifest')
    }
    for (const { event } of told) {
      const listed = event.expected ?? event.log_files.length
      const good = event.expected === null ? arrived.listed(event) : Math.min(listed, arrived.counted(event))
      count('good', good)
      count('bad', listed - good)
    }
  }
}

/** What of a manifest arrived: the files it lists with the right hash, or how many files of its period. */
interface Arrived {
  listed(manifest: NativeEvent<'trail_manifest'>): number
  counted(manifest: NativeEvent<'trail_manifest'>): number
}

function arrivedIn(deliveries: readonly Delivery[]): Arrived {
  const made = deliveries.filter(isMade).map(({ event }) => event)
  const files = new Set(
    made.map((event) => `${event.target_account} ${nameOf(event.object_key)} ${event.sha256}`),
  )
  const periods = grouped(made, periodOf)
  return {
    listed: ({ target_account, log_files }) =>
      log_files.filter(({ key, sha256 }) => files.has(`${target_account} ${nameOf(key)} ${sha256}`)).length,
    counted: (manifest) =>
      new Set((periods.get(periodOf(manifest)) ?? []).map(({ object_key }) => object_key)).size,
  }
}

function periodOf(event: NativeEvent<'trail_manifest'> | NativeEvent<'log_delivery'>): string {
  return `${event.target_account} ${event.region} ${hourOf(momentOf(event.period_start))}`
}

/** A key counts in the hour of its attempts; an hour without any counts one where a delivery lies at most a day before. */
function judgeLogType(enter: Enter, deliveries: readonly Delivery[], to: number): void {
  const place = targetPlace(deliveries[0]?.event.target_account ?? '')
  const byHour = grouped(deliveries, ({ time_ms }) => String(hourOf(time_ms)))
  const hours = [...byHour.keys()].map(Number)
  let delivered = Number.NEGATIVE_INFINITY
  for (let hour = Math.min(...hours); hour * HOUR_MS < to; hour++) {
    const count = (verdict: string, times = 1) =>
      enter('a06-log-delivery', { time_ms: hour * HOUR_MS, place, verdict, times })
    const attempts = byHour.get(String(hour)) ?? []
    if (attempts.length === 0 && hour - delivered <= 24) {
      count('bad')
      count('silent_hours')
    }
    for (const ofKey of grouped(attempts, ({ event }) => event.object_key).values()) {
      count(ofKey.some(isMade) ? 'good' : 'bad')
    }
    count('attempts', attempts.length)
    count('failed_attempts', attempts.filter((attempt) => !isMade(attempt)).length)
    if (attempts.some(isMade)) delivered = hour
  }
}

function isMade({ event }: Delivery): boolean {
  return event.outcome === 'success'
}

/** A file is known by the last part of its key. */
function nameOf(key: string): string {
  return key.split('/').at(-1) ?? ''
}

function hourOf(ms: number): number {
  return Math.floor(ms / HOUR_MS)
}

function momentOf(moment: string | number | null): number {
  return moment === null ? Number.NaN : new Date(moment).getTime()
}
