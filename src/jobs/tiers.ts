/**
 * Brings an SLI's tiers up to date with its events: finds the minutes that may have changed, computes them
 * from the events, and rolls them up. Safe to run twice and in two replicas: rows are replaced by version,
 * the time before the events were read.
 */
import { readSql } from '../clickhouse/sql-file.ts'
import type { Parameters, Store } from '../clickhouse/store.ts'
import { type Changes, eventsPerHour, findChanges } from './changes.ts'
import { computeStatement } from './compute-statement.ts'
import { alignRanges, alignUp, cutByEvents, DAY_S, HOUR_S, type Range, secondsOf, splitAt } from './ranges.ts'
import type { Sli } from './sli.ts'

/** Links by the minute are kept for four days: up to three, an hour's minutes are surely all there. */
const LINK_MINUTES_S = 3 * DAY_S

/** Events one statement may read: bounds its memory, and shows progress on a long history. */
const EVENTS_PER_STATEMENT = 2_000_000

/** Days of links one statement may roll up, for the same reason. */
const DAYS_PER_STATEMENT_S = 7 * DAY_S

export interface TierProgress {
  readonly slo: string
  /** Ranges done and in all. */
  readonly done: number
  readonly all: number
}

/** What an update did, in seconds of event time. */
export interface TierUpdate {
  readonly computed_s: number
  /** Left as it was although something came late: its other events are no longer kept. */
  readonly too_late_s: number
}

/** Updates one SLI's tiers. @throws StoreFailure */
export async function updateTiers(
  store: Store,
  sli: Sli,
  onProgress: (progress: TierProgress) => void = () => {},
): Promise<TierUpdate> {
  const slo = sli.slo.name
  // 1. The version of all rows written now, and how far inserts have surely ended.
  const [clock] = await store.rows<{ now_s: number; settled_s: number }>(readSql('jobs/database-clock'))
  if (clock === undefined) throw new Error('the database told no time')
  // 2. What may have changed since the last time; all there is when the definition is new. That it is new is noted
  //    before its first row is written: whatever happens then, no other definition takes the tiers for its own.
  const since_s = await computedTo(store, sli)
  if (since_s === null) await recordProgress(store, sli, 0)
  const { ranges, too_late_s } = await findChanges(store, sli, since_s, clock.now_s)
  // 3. Totals by the minute, links by the minute or hour.
  const recent_s = alignUp(clock.now_s - LINK_MINUTES_S, Math.max(sli.slo.grain_s, HOUR_S))
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
  for (const days of alignRanges(ranges, DAY_S).flatMap(cutByDays)) {
    await store.run(readSql('jobs/roll-links-day'), bounds(slo, days, clock.now_s))
  }
  // 5. Only now may these marks be forgotten.
  await recordProgress(store, sli, Math.max(clock.settled_s, since_s ?? 0))
  return { computed_s: secondsOf(ranges), too_late_s }
}

/** Up to which moment changes were looked at; null when the tiers are not this definition's. */
async function computedTo(store: Store, { slo, checksum }: Sli): Promise<number | null> {
  const [progress] = await store.rows<{ computed_s: number }>(readSql('jobs/progress'), {
    slo: slo.name,
    checksum,
  })
  return progress?.computed_s ?? null
}

async function recordProgress(store: Store, { slo, checksum }: Sli, computed_s: number): Promise<void> {
  await store.run(readSql('jobs/record-progress'), { slo: slo.name, checksum, computed_s })
}

/** Ranges cut so that each statement reads a bounded number of events and lies on one side of `recent_s`. */
async function piecesOf(
  store: Store,
  { slo }: Sli,
  ranges: Changes['ranges'],
  recent_s: number,
): Promise<Range[]> {
  const sides = ranges.flatMap((range) => {
    const { before, after } = splitAt(range, recent_s)
    return [before, after].filter((side) => side !== null)
  })
  const pieces: Range[] = []
  for (const side of sides) {
    if (side.to_s - side.from_s <= 2 * HOUR_S) pieces.push(side)
    else {
      const events = await eventsPerHour(store, slo.inputs, side)
      const step_s = Math.max(slo.grain_s, HOUR_S)
      pieces.push(...cutByEvents(side, events, { most: EVENTS_PER_STATEMENT, step_s }))
    }
  }
  return pieces
}

function cutByDays({ from_s, to_s }: Range): Range[] {
  const pieces: Range[] = []
  for (let start = from_s; start < to_s; start += DAYS_PER_STATEMENT_S) {
    pieces.push({ from_s: start, to_s: Math.min(start + DAYS_PER_STATEMENT_S, to_s) })
  }
  return pieces
}

function bounds(slo: string, range: Range, version: number): Parameters {
  return { slo, from: range.from_s, to: range.to_s, version }
}
