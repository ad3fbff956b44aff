/**
 * Brings the tiers of SLIs up to date with their events: finds the minutes that may have changed, computes them
 * from the events, and rolls them up. Safe to run twice and in two replicas: rows are replaced by version,
 * the time before the events were read.
 */
import { readSql } from '../clickhouse/sql-file.ts'
import type { Store } from '../clickhouse/store.ts'
import { findChanges } from './changes.ts'
import { readClues } from './clues.ts'
import { computeStatement, zeroLinksStatement } from './compute-statement.ts'
import { eventsPerHour } from './event-times.ts'
import { type Family, familiesOf, type Work } from './families.ts'
import { inLanes } from './lanes.ts'
import { LINK_MINUTES_S } from './link-spans.ts'
import { alignUp, cutByEvents, DAY_S, HOUR_S, type Range, secondsOf, splitAt } from './ranges.ts'
import { readingOnce } from './read-once.ts'
import { rollUps } from './roll-ups.ts'
import type { Sli } from './sli.ts'

/** Events one statement may read: bounds its memory, and shows progress on a long history. */
const EVENTS_PER_STATEMENT = 2_000_000

/** Each row is held against all of them. */
const RANGES_PER_STATEMENT = 100

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

type Change = Work & { readonly too_late_s: number }

/** Updates the tiers of some SLIs. @throws StoreFailure when not even what changed can be read */
export async function updateTiers(
  store: Store,
  slis: readonly Sli[],
  onProgress: (progress: TierProgress) => void = () => {},
): Promise<TierUpdates> {
  // 1. What may have changed since the last time; all there is where a definition is new. That it is new is noted
  //    before its first row is written: whatever happens then, no other definition takes the tiers for its own.
  const clues = await readClues(store, slis)
  const sinceOf = (slo: string) => clues.since_s.get(slo) ?? null
  await recordProgress(
    store,
    slis.filter(({ slo }) => sinceOf(slo.name) === null),
    () => 0,
  )
  const failures = new Map<string, unknown>()
  const once = readingOnce(store)
  const found = await Promise.all(
    slis.map(async (sli): Promise<Change[]> => {
      try {
        return [{ sli, ...(await findChanges(once, sli, clues)) }]
      } catch (error) {
        failures.set(sli.slo.name, error)
        return []
      }
    }),
  )
  const changes = found.flat()
  // 2. Totals by the minute, links by the minute or hour; SLOs that count the same are computed together.
  const version = clues.now_s
  const recent_s = alignUp(version - LINK_MINUTES_S, DAY_S)
  const pieces: Piece[] = []
  await inLanes(familiesOf(changes, clues.scoped), async (family) => {
    try {
      pieces.push(...(await computeFamily(store, family, { recent_s, version, onProgress })))
    } catch (error) {
      for (const slo of family.slos) failures.set(slo, error)
    }
  })
  // 3. What stood in these ranges and was not told again has vanished.
  await zeroVanished(store, pieces, version)
  // 4. What rolls up from there: hours first, then days. Periods that are not over stay as minutes.
  const done = changes.filter(({ sli }) => !failures.has(sli.slo.name))
  const changed = done.map(({ sli, ranges }) => ({
    slo: sli.slo.name,
    since_s: sinceOf(sli.slo.name),
    ranges,
  }))
  for (const { statement, slos, from_s, to_s } of rollUps(changed, { now_s: clues.now_s, recent_s })) {
    await store.run(readSql(`jobs/${statement}`), { slos, from: from_s, to: to_s, version })
  }
  // 5. Only now may these marks be forgotten.
  await recordProgress(
    store,
    done.map(({ sli }) => sli),
    (slo) => Math.max(clues.settled_s, sinceOf(slo) ?? 0),
  )
  const updated = done.map(
    ({ sli, ranges, too_late_s }) => [sli.slo.name, { computed_s: secondsOf(ranges), too_late_s }] as const,
  )
  return { updated: new Map(updated), failures }
}

/** A range of some SLOs on one side of the time from which links are kept by the minute. */
interface Piece extends Range {
  readonly slos: readonly string[]
  readonly link_tier: 'minute' | 'hour'
}

async function computeFamily(
  store: Store,
  { sli, slos, ranges }: Family,
  options: { recent_s: number; version: number; onProgress: (progress: TierProgress) => void },
): Promise<Piece[]> {
  const { recent_s, version, onProgress } = options
  const slo = sli.slo.name
  const pieces = await piecesOf(store, sli, ranges, recent_s)
  for (const [index, { link_tier, from_s, to_s }] of pieces.entries()) {
    await store.run(computeStatement(sli, link_tier), { slo, slos, from: from_s, to: to_s, version })
    onProgress({ slo, done: index + 1, all: pieces.length })
  }
  return pieces.map((piece) => ({ ...piece, slos }))
}

async function zeroVanished(store: Store, pieces: readonly Piece[], version: number): Promise<void> {
  const zero = async (sql: string, computed: readonly Piece[]) => {
    const all = computed.flatMap(({ slos, from_s, to_s }) => slos.map((slo) => ({ slo, from_s, to_s })))
    all.sort((one, other) => one.from_s - other.from_s)
    for (let first = 0; first < all.length; first += RANGES_PER_STATEMENT) {
      const ranges = all.slice(first, first + RANGES_PER_STATEMENT)
      await store.run(sql, {
        slos: ranges.map(({ slo }) => slo),
        starts: ranges.map(({ from_s }) => from_s),
        ends: ranges.map(({ to_s }) => to_s),
        version,
      })
    }
  }
  const withLinksBy = (tier: Piece['link_tier']) => pieces.filter(({ link_tier }) => link_tier === tier)
  await Promise.all([
    zero(readSql('jobs/zero-minutes'), pieces),
    zero(zeroLinksStatement('minute'), withLinksBy('minute')),
    zero(zeroLinksStatement('hour'), withLinksBy('hour')),
  ])
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
): Promise<Omit<Piece, 'slos'>[]> {
  const pieces: Omit<Piece, 'slos'>[] = []
  for (const range of ranges) {
    const { before, after } = splitAt(range, recent_s)
    for (const cut of await cutLong(store, slo, before)) pieces.push({ ...cut, link_tier: 'hour' })
    for (const cut of await cutLong(store, slo, after)) pieces.push({ ...cut, link_tier: 'minute' })
  }
  return pieces
}

async function cutLong(store: Store, slo: Sli['slo'], range: Range | null): Promise<Range[]> {
  if (range === null) return []
  if (range.to_s - range.from_s <= 2 * HOUR_S) return [range]
  const events = await eventsPerHour(store, slo.inputs, range)
  const step_s = Math.max(slo.grain_s, HOUR_S)
  return cutByEvents(range, events, { most: EVENTS_PER_STATEMENT, step_s })
}
