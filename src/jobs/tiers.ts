/**
 * Brings an SLI's tiers up to date with its events: finds the minutes that may have changed, computes them
 * from the events, and rolls them up. Safe to run twice and in two replicas: rows are replaced by version,
 * the time before the events were read.
 */
import { readSql } from '../clickhouse/sql-file.ts'
import type { Parameters, Store } from '../clickhouse/store.ts'
import { kinds } from '../events/kinds.ts'
import { reachOf } from '../slo/definition.ts'
import {
  alignDown,
  alignRanges,
  cutByEvents,
  DAY_S,
  EARLIEST_S,
  HOUR_S,
  type Range,
  rangesToCompute,
  splitAt,
  type TouchedMinute,
} from './ranges.ts'
import type { Sli } from './sli.ts'

/** Links by the minute are kept for four days: up to three, an hour's minutes are surely all there. */
const LINK_MINUTES_S = 3 * DAY_S

/** Events one statement may read: bounds its memory, and shows progress on a long history. */
const EVENTS_PER_STATEMENT = 2_000_000

export interface TierProgress {
  readonly slo: string
  /** Ranges done and in all. */
  readonly done: number
  readonly all: number
}

/** Updates one SLI's tiers; gives the number of seconds of event time it computed anew. @throws StoreFailure */
export async function updateTiers(
  store: Store,
  sli: Sli,
  onProgress: (progress: TierProgress) => void = () => {},
): Promise<number> {
  const slo = sli.slo.name
  // 1. The version of all rows written now, and how far inserts have surely ended.
  const [clock] = await store.rows<{ now_s: number; settled_s: number }>(readSql('jobs/database-clock'))
  if (clock === undefined) throw new Error('the database told no time')
  // 2. What may have changed since the last time; all there is when the definition is new.
  const [progress] = await store.rows<{ computed_s: number }>(readSql('jobs/progress'), {
    slo,
    checksum: sli.checksum,
  })
  const ranges =
    progress === undefined
      ? await everything(store, sli, clock.now_s)
      : changed(sli, await touchedMinutes(store, sli, progress.computed_s), clock.now_s)
  // 3. Totals by the minute, links by the minute or hour.
  const recent_s = alignDown(clock.now_s - LINK_MINUTES_S, HOUR_S)
  const pieces = await piecesOf(store, sli, ranges, recent_s)
  for (const [index, piece] of pieces.entries()) {
    const link_tier = piece.from_s >= recent_s ? 'minute' : 'hour'
    await store.run(computeStatement(sli, link_tier), bounds(slo, piece, clock.now_s))
    onProgress({ slo, done: index + 1, all: pieces.length })
  }
  // 4. What rolls up from there: hours first, then days.
  for (const hours of alignRanges(ranges, HOUR_S)) {
    await store.run(readSql('jobs/roll-totals-hour'), bounds(slo, hours, clock.now_s))
    const { after } = splitAt(hours, recent_s)
    if (after !== null) await store.run(readSql('jobs/roll-links-hour'), bounds(slo, after, clock.now_s))
  }
  for (const days of alignRanges(ranges, DAY_S)) {
    await store.run(readSql('jobs/roll-links-day'), bounds(slo, days, clock.now_s))
  }
  // 5. Only now may these marks be forgotten.
  await store.run(readSql('jobs/record-progress'), {
    slo,
    checksum: sli.checksum,
    computed_s: Math.max(clock.settled_s, progress?.computed_s ?? 0),
  })
  return ranges.reduce((sum, { from_s, to_s }) => sum + to_s - from_s, 0)
}

function changed(sli: Sli, touched: readonly TouchedMinute[], now_s: number): Range[] {
  const { lookback, lookahead, grain_s } = sli.slo
  return rangesToCompute(
    touched,
    { before_s: (kind) => reachOf(lookback, kind), after_s: (kind) => reachOf(lookahead, kind), grain_s },
    now_s,
  )
}

async function touchedMinutes(store: Store, sli: Sli, computed_s: number): Promise<TouchedMinute[]> {
  return store.rows<TouchedMinute>(readSql('jobs/dirty-minutes'), { kinds: [...sli.slo.inputs], computed_s })
}

/** All hours that hold an event of the SLI's kinds, with what they reach. */
async function everything(store: Store, sli: Sli, now_s: number): Promise<Range[]> {
  const touched: TouchedMinute[] = []
  for (const kind of sli.slo.inputs) {
    const hours = await eventsPerHour(store, [kind], {
      from_s: EARLIEST_S,
      to_s: alignDown(now_s + 2 * DAY_S, HOUR_S),
    })
    for (const hour of hours.keys()) {
      touched.push({ kind, minute_s: hour }, { kind, minute_s: hour + HOUR_S - 60 })
    }
  }
  return alignRanges(changed(sli, touched, now_s), HOUR_S)
}

/** Ranges cut so that each statement reads a bounded number of events and lies on one side of `recent_s`. */
async function piecesOf(
  store: Store,
  sli: Sli,
  ranges: readonly Range[],
  recent_s: number,
): Promise<Range[]> {
  const sides = ranges.flatMap((range) => {
    const { before, after } = splitAt(range, recent_s)
    return [before, after].filter((side) => side !== null)
  })
  const pieces: Range[] = []
  for (const side of sides) {
    if (side.to_s - side.from_s <= 2 * HOUR_S) pieces.push(side)
    else
      pieces.push(
        ...cutByEvents(side, await eventsPerHour(store, sli.slo.inputs, side), EVENTS_PER_STATEMENT),
      )
  }
  return pieces
}

async function eventsPerHour(
  store: Store,
  kindNames: readonly string[],
  range: Range,
): Promise<Map<number, number>> {
  const perHour = new Map<number, number>()
  for (const { kind, plural } of Object.values(kinds)) {
    if (!kindNames.includes(kind)) continue
    const rows = await store.rows<{ hour_s: number; events: number }>(readSql('jobs/events-per-hour'), {
      table: `raw_${plural}`,
      from: range.from_s,
      to: range.to_s,
    })
    for (const { hour_s, events } of rows) perHour.set(hour_s, (perHour.get(hour_s) ?? 0) + events)
  }
  return perHour
}

const EMPTY: Readonly<Record<string, string>> = {
  pending: 'toUInt64(0) AS pending',
  breakdown: "CAST(map(), 'Map(String, UInt64)') AS breakdown",
  sketch: "arrayReduce('quantilesDDStateIf(0.01, 0.5, 0.95, 0.99, 1)', [0.], [0]) AS sketch",
}

function computeStatement(sli: Sli, link_tier: 'minute' | 'hour'): string {
  const columns = (['pending', 'breakdown', 'sketch'] as const).map((name) =>
    sli.optional.has(name) ? name : EMPTY[name],
  )
  const parts: Record<string, string> = {
    sli: sli.sql,
    columns: columns.join(', '),
    empty_columns: Object.values(EMPTY).join(', '),
    link_tier,
  }
  return readSql('jobs/compute-range').replace(
    /\{\{(\w+)\}\}/g,
    (whole, name: string) => parts[name] ?? whole,
  )
}

function bounds(slo: string, range: Range, version: number): Parameters {
  return { slo, from: range.from_s, to: range.to_s, version }
}
