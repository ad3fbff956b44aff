/**
 * A1 and A6, in the hour they are about.
 * A1: what the digests of an account and region list, against what was received with the right hash.
 * A6: the keys that were attempted, and the hours in which a log type that had been delivered fell silent.
 */
import { targetPlace } from '../../ledger.ts'
import { isOf, type Telling } from '../../native-event.ts'
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
      const received = new Set(
        deliveries
          .filter(isMade)
          .map(({ event }) => fileOf(event.target_account, event.region, event.object_key, event.sha256)),
      )
      for (const told of grouped(
        manifests,
        ({ event }) => `${event.target_account} ${event.region}`,
      ).values()) {
        judgeTrail(enter, told, received, to)
      }
      for (const told of grouped(
        deliveries,
        ({ event }) => `${event.target_account} ${event.log_type}`,
      ).values()) {
        judgeLogType(enter, told, to)
      }
    },
  }
}

/** From its first digest until it is retired each hour is expected: one without a digest counts as one file missing. */
function judgeTrail(
  enter: Enter,
  manifests: readonly Manifest[],
  received: ReadonlySet<string>,
  to: number,
): void {
  const digests = manifests.filter(({ event }) => !event.retired)
  const retired_ms = Math.min(...manifests.filter(({ event }) => event.retired).map(({ time_ms }) => time_ms))
  const byHour = grouped(digests, ({ event }) => String(hourOf(momentOf(event.period_start))))
  const first = Math.min(...[...byHour.keys()].map(Number))
  const account = manifests[0]?.event.target_account ?? ''
  const place = targetPlace(account)
  for (let hour = first; hour * HOUR_MS < Math.min(to, retired_ms); hour++) {
    const time_ms = hour * HOUR_MS
    const count = (verdict: string, times: number) =>
      enter('a01-cloudtrail-completeness', { time_ms, place, verdict, times })
    const told = byHour.get(String(hour)) ?? []
    if (told.length === 0) {
      count('bad', 1)
      count('missing_digests', 1)
    }
    for (const { event } of told) {
      const right = event.log_files.filter(({ key, sha256 = '' }) =>
        received.has(fileOf(account, event.region, key, sha256)),
      )
      count('good', right.length)
      count('bad', event.log_files.length - right.length)
    }
  }
}

/** A key counts in the hour of its attempts; an hour without any counts one where a delivery lies at most a day before. */
function judgeLogType(enter: Enter, deliveries: readonly Delivery[], to: number): void {
  const place = targetPlace(deliveries[0]?.event.target_account ?? '')
  const byHour = grouped(deliveries, ({ time_ms }) => String(hourOf(time_ms)))
  const hours = [...byHour.keys()].map(Number)
  let delivered = Number.NEGATIVE_INFINITY
  for (let hour = Math.min(...hours); hour * HOUR_MS < to; hour++) {
    const count = (verdict: string) => enter('a06-log-delivery', { time_ms: hour * HOUR_MS, place, verdict })
    const attempts = byHour.get(String(hour)) ?? []
    if (attempts.length === 0 && hour - delivered <= 24) {
      count('bad')
      count('silent_hours')
    }
    for (const ofKey of grouped(attempts, ({ event }) => event.object_key).values()) {
      count(ofKey.some(isMade) ? 'good' : 'bad')
    }
    if (attempts.some(isMade)) delivered = hour
  }
}

function isMade({ event }: Delivery): boolean {
  return event.outcome === 'success'
}

/** A file is known by the last part of its key. */
function fileOf(account: string, region: string, key: string, sha256: string): string {
  return `${account} ${region} ${key.split('/').at(-1)} ${sha256}`
}

function hourOf(ms: number): number {
  return Math.floor(ms / HOUR_MS)
}

function momentOf(moment: string | number | null): number {
  return moment === null ? Number.NaN : new Date(moment).getTime()
}
