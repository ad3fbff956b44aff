/**
 * Brings the tiers of SLIs up to date with their events: finds the minutes that may have changed, computes them
 * from the events, and rolls them up. Safe to run twice and in two replicas: rows are replaced by version,
 * the time before the events were read.
 */
import { readSql } from '../clickhouse/sql-file.ts'
import type { Parameters, Store } from '../clickhouse/store.ts'
import { eventsPerHour, findChanges } from './changes.ts'
import { type Clues, readClues } from './clues.ts'
import { computeStatement } from './compute-statement.ts'
import { inLanes } from './lanes.ts'
import { alignUp, cutByEvents, DAY_S, HOUR_S, type Range, secondsOf, splitAt } from './ranges.ts'
import { type Changed, rollUps } from './roll-ups.ts'
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

/** What an update did for one SLO, in seconds of event time. */
export interface TierUpdate {
  readonly computed_s: number
  /** Left as it was although something came late: its other events are no longer kept. */
  readonly too_late_s: number
}

export interface TierUpdates {
  /** By SLO. */
  readonly updated: ReadonlyMap<string, TierUpdate>
  /** The SLOs that could not be updated: one's failure costs no other. */
  readonly failures: ReadonlyMap<string, unknown>
}

/** Updates the tiers of some SLIs. @throws StoreFailure when not even what changed can be read */
export async function updateTiers(
  store: Store,
  slis: readonly Sli[],
  onProgress: (progress: TierProgress) => void = () => {},
): Promise<TierUpdates> {
  // 1. What may have changed since the last time; all there is where a definition is new. That it is new is noted
  //    before its first row is written: whatever happens then, no other definition takes the tiers for its own.
  const clues = await readClues(store, slis)
  await recordProgress(
    store,
    slis.filter(({ slo }) => clues.since_s.get(slo.name) === null),
    () => 0,
  )
  // 2. Totals by the minute, links by the minute or hour.
  const recent_s = alignUp(clues.now_s - LINK_MINUTES_S, DAY_S)
  const failures = new Map<string, unknown>()
  const changed: (Changed & TierUpdate & { readonly sli: Sli })[] = []
  await inLanes(slis, async (sli) => {
    try {
      const { ranges, too_late_s } = await findChanges(store, sli, clues)
      await computeRanges(store, sli, { ranges, recent_s, version: clues.now_s, onProgress })
      const since_s = clues.since_s.get(sli.slo.name) ?? null
      changed.push({ sli, slo: sli.slo.name, since_s, ranges, computed_s: secondsOf(ranges), too_late_s })
    } catch (error) {
      failures.set(sli.slo.name, error)
    }
  })
  // 3. What rolls up from there: hours first, then days. Periods that are not over stay as minutes.
  for (const { statement, slos, from_s, to_s } of rollUps(changed, { now_s: clues.now_s, recent_s })) {
    await store.run(readSql(`jobs/${statement}`), { slos, from: from_s, to: to_s, version: clues.now_s })
  }
  // 4. Only now may these marks be forgotten.
  await recordProgress(
    store,
    changed.map(({ sli }) => sli),
    (slo) => Math.max(clues.settled_s, clues.since_s.get(slo) ?? 0),
  )
  const updated = changed.map(({ slo, computed_s, too_late_s }) => [slo, { computed_s, too_late_s }] as const)
  return { updated: new Map(updated), failures }
}

async function computeRanges(
  store: Store,
  sli: Sli,
  options: {
    ranges: readonly Range[]
    recent_s: number
    version: Clues['now_s']
    onProgress: (progress: TierProgress) => void
  },
): Promise<void> {
  const { ranges, recent_s, version, onProgress } = options
  const slo = sli.slo.name
  const pieces = await piecesOf(store, sli, ranges, recent_s)
  for (const [index, piece] of pieces.entries()) {
    const link_tier = piece.from_s >= recent_s ? 'minute' : 'hour'
    const bounds: Parameters = { slo, from: piece.from_s, to: piece.to_s, version }
    await store.run(computeStatement(sli, link_tier), bounds)
    onProgress({ slo, done: index + 1, all: pieces.length })
  }
}

async function recordProgress(
  store: Store,
  slis: readonly Sli[],
  computed_s: (slo: string) => number,
): Promise<void> {
  if (slis.length === 0) return
  await store.run(readSql('jobs/record-progress'), {
    slos: slis.map(({ slo }) => slo.name),
    checksums: slis.map(({ checksum }) => checksum),
    computed: slis.map(({ slo }) => computed_s(slo.name)),
  })
}

/** Ranges cut so that each statement reads a bounded number of events and lies on one side of `recent_s`. */
async function piecesOf(
  store: Store,
  { slo }: Sli,
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
    else {
      const events = await eventsPerHour(store, slo.inputs, side)
      const step_s = Math.max(slo.grain_s, HOUR_S)
      pieces.push(...cutByEvents(side, events, { most: EVENTS_PER_STATEMENT, step_s }))
    }
  }
  return pieces
}
