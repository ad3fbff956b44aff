/** What an SLO counted in each minute of a stretch, as running sums: any window of it is two look-ups. */
import { readSql } from '../../clickhouse/sql-file.ts'
import type { Store } from '../../clickhouse/store.ts'
import { MINUTE_S, type Range } from '../ranges.ts'

interface Sums {
  readonly good: number
  readonly total: number
  readonly excluded: number
}

export interface Timeline {
  /** What lies in a window of whole minutes; of the stretch itself, nothing is known beyond it. */
  countedIn(from_s: number, to_s: number): Sums
  /** The newest minute of a window in which anything was told; null where nothing was. */
  newestIn(from_s: number, to_s: number): number | null
}

/** @param stretch whole minutes @throws StoreFailure */
export async function readTimeline(store: Store, slo: string, stretch: Range): Promise<Timeline> {
  const [counted] = await store.rows<CountedMinutes>(readSql('queries/counted-minutes'), {
    slo,
    from: stretch.from_s,
    to: stretch.to_s,
  })
  return timelineOf(counted ?? NOTHING, stretch)
}

/** As sql/queries/counted-minutes.sql gives it: arrays of one length. */
export interface CountedMinutes {
  readonly minutes: readonly number[]
  readonly good: readonly number[]
  readonly total: readonly number[]
  readonly excluded: readonly number[]
}

const NOTHING: CountedMinutes = { minutes: [], good: [], total: [], excluded: [] }

export function timelineOf(counted: CountedMinutes, { from_s, to_s }: Range): Timeline {
  const length = Math.max(0, Math.round((to_s - from_s) / MINUTE_S))
  const places = counted.minutes.map((minute) => Math.round((minute - from_s) / MINUTE_S))
  const good = runningSums(counted.good, places, length)
  const total = runningSums(counted.total, places, length)
  const excluded = runningSums(counted.excluded, places, length)
  const newest = newestBefore(places, length)
  const placeOf = (at_s: number) => Math.min(length, Math.max(0, Math.round((at_s - from_s) / MINUTE_S)))
  return {
    countedIn(window_from_s, window_to_s) {
      const [first, end] = [placeOf(window_from_s), placeOf(window_to_s)]
      const between = (sums: Float64Array) => (sums[end] ?? 0) - (sums[first] ?? 0)
      return { good: between(good), total: between(total), excluded: between(excluded) }
    },
    newestIn(window_from_s, window_to_s) {
      const place = newest[placeOf(window_to_s)] ?? NONE
      return place < placeOf(window_from_s) ? null : from_s + place * MINUTE_S
    },
  }
}

/** Entry i is the sum of what lies before minute i. */
function runningSums(values: readonly number[], places: readonly number[], length: number): Float64Array {
  const sums = new Float64Array(length + 1)
  for (const [index, place] of places.entries()) sums[place + 1] = values[index] ?? 0
  for (let place = 1; place <= length; place++) sums[place] = (sums[place] ?? 0) + (sums[place - 1] ?? 0)
  return sums
}

const NONE = -1

/** Entry i is the newest of the places before i. */
function newestBefore(places: readonly number[], length: number): Int32Array {
  const newest = new Int32Array(length + 1).fill(NONE)
  for (const place of places) newest[place + 1] = place
  for (let place = 1; place <= length; place++) {
    newest[place] = Math.max(newest[place] ?? NONE, newest[place - 1] ?? NONE)
  }
  return newest
}
