/** Finds what an SLI must compute anew: what inserts touched, what exclusions cover, or all there is. */
import { readSql } from '../clickhouse/sql-file.ts'
import type { Store } from '../clickhouse/store.ts'
import type { Clues } from './clues.ts'
import { eventsPerHour, grainsOf, lifeOf } from './event-times.ts'
import { LINK_MINUTES_S } from './link-spans.ts'
import {
  alignDown,
  alignRanges,
  DAY_S,
  eventsIn,
  HOUR_S,
  MINUTE_S,
  mergeAcross,
  mergeRanges,
  type Range,
  secondsOf,
  spanOf,
  type Touched,
  wholeHoursWhereOld,
  withoutHoles,
} from './ranges.ts'
import { retainedSeconds } from './retention.ts'
import type { Sli } from './sli.ts'
import { type Clock, reachedBy, touchedGrains, whereSubjectLies } from './touched-grains.ts'
import { endedSince, horizonOf, isDue, withoutUnderWay } from './under-way.ts'

/** Events are kept from their arrival on, by the database's clock; a day's margin for clocks ahead. */
const MARGIN_S = DAY_S
/** No setting keeps events for less than a week (src/config.ts): younger ones need no look at what is kept. */
const SURELY_KEPT_S = 6 * DAY_S

/** Each range costs a statement or four: where there are more, those that lie near each other are computed as one. */
const MANY_RANGES = 24
/** Reading these costs about as much as a statement does by itself. */
const EVENTS_OF_A_SMALL_GAP = 20_000

export interface Changes {
  /** To compute anew: sorted, apart from each other. */
  readonly ranges: readonly Range[]
  /** Seconds left as they are although something came late: other events of theirs are gone by now. */
  readonly too_late_s: number
}

/** @throws StoreFailure */
export async function findChanges(store: Store, sli: Sli, clues: Clues): Promise<Changes> {
  const { now_s, newest_s } = clues
  const { grain_s } = sli.slo
  const since_s = clues.since_s.get(sli.slo.name) ?? null
  const newest = Math.max(...sli.slo.inputs.map((kind) => newest_s.get(kind) ?? Number.NEGATIVE_INFINITY))
  if (newest === Number.NEGATIVE_INFINITY) return NONE
  const present = { now_s, newest_s: newest, grain_s }
  const clock = { now_s, horizon_s: horizonOf(present) }
  const changed =
    since_s === null
      ? await everything(store, sli, clock)
      : await changedSince(store, sli, clues, { since_s, ...clock })
  const ranges = withoutUnderWay(wholeHoursWhereOld(changed, now_s), present)
  const joined = await joinNear(store, sli, ranges)
  const retained = await withoutLost(store, sli, joined, now_s)
  return { ranges: retained, too_late_s: secondsOf(joined) - secondsOf(retained) }
}

const NONE: Changes = { ranges: [], too_late_s: 0 }

/** All that events of the SLI's kinds reach, and what an older definition counted. */
async function everything(store: Store, sli: Sli, clock: Clock): Promise<Range[]> {
  const life = await lifeOf(store, sli.slo.inputs)
  if (life === null) return []
  return mergeRanges([
    ...(await whereSubjectLies(store, sli, reachedBy(sli, await everyHour(store, sli, life), clock))),
    ...(await knownHours(store, sli, clock.now_s)),
    ...passage(sli, life.from_s, clock.now_s),
  ])
}

async function changedSince(
  store: Store,
  sli: Sli,
  { marks, exclusions }: Clues,
  { since_s, ...clock }: Clock & { since_s: number },
): Promise<Range[]> {
  const { name, inputs } = sli.slo
  const touched = marks
    .filter(({ kind, ...mark }) => inputs.includes(kind) && isDue(mark, { since_s, now_s: clock.now_s }))
    .map(({ kind, minute_s }) => ({ kind, from_s: minute_s, to_s: minute_s + MINUTE_S }))
  const excluded = exclusions.filter(
    ({ slo, changed_s }) => changed_s > since_s && (slo === '' || slo === name),
  )
  const covers = reachedBy(sli, await covered(store, sli, excluded), clock)
  return mergeRanges([
    ...(await touchedGrains(store, sli, touched, clock)),
    ...(await whereSubjectLies(store, sli, covers)),
    ...unrolledHour(since_s, clock.now_s),
    ...(await ended(store, sli, since_s, clock.now_s)),
  ])
}

/** The hour that was present when the jobs last ran, once its links by the minute are no longer kept: never rolled up. */
function unrolledHour(since_s: number, now_s: number): Range[] {
  const from_s = alignDown(since_s, HOUR_S)
  return now_s - since_s < LINK_MINUTES_S ? [] : [{ from_s, to_s: from_s + HOUR_S }]
}

/** What exclusions cover, as far as there are events. */
async function covered(store: Store, { slo }: Sli, exclusions: readonly Range[]): Promise<Touched[]> {
  if (exclusions.length === 0) return []
  const life = await lifeOf(store, slo.inputs)
  if (life === null) return []
  return exclusions
    .map(({ from_s, to_s }) => ({
      from_s: Math.floor(Math.max(from_s, life.from_s)),
      to_s: Math.floor(Math.min(to_s, life.to_s)) + 1,
    }))
    .filter(({ from_s, to_s }) => from_s < to_s)
    .flatMap((range) => slo.inputs.map((kind) => ({ kind, ...range })))
}

/**
 * The grains that are over since the last run. Of minutes marks tell whether anything came; of longer ones, that were left
 * while they were under way, the tables.
 */
async function ended(store: Store, sli: Sli, since_s: number, now_s: number): Promise<readonly Range[]> {
  const { continuous, grain_s, inputs } = sli.slo
  if (continuous) return passage(sli, since_s, now_s)
  const over = endedSince(since_s, now_s, grain_s)
  if (over === null || grain_s === MINUTE_S) return []
  const found = await Promise.all(inputs.map((kind) => grainsOf(store, kind, over, grain_s)))
  return whereSubjectLies(store, sli, mergeRanges(found.flat()))
}

/** What a continuous SLI must compute since time went on, whether or not an event came. */
function passage({ slo }: Sli, since_s: number, now_s: number): Range[] {
  const over = endedSince(since_s, now_s, slo.grain_s)
  if (!slo.continuous || over === null) return []
  const step_s = since_s < now_s - DAY_S ? HOUR_S : MINUTE_S
  return alignRanges([over], Math.max(slo.grain_s, step_s))
}

/** All hours that hold an event of the SLI's kinds. */
async function everyHour(store: Store, { slo }: Sli, life: Range): Promise<Touched[]> {
  const touched: Touched[] = []
  for (const kind of slo.inputs) {
    const hours = await eventsPerHour(store, [kind], life)
    for (const hour of hours.keys()) touched.push({ kind, from_s: hour, to_s: hour + HOUR_S })
  }
  return touched
}

/** Hours that an older definition counted, of which the new one may count nothing. */
async function knownHours(store: Store, { slo }: Sli, now_s: number): Promise<Range[]> {
  const hours = await store.rows<{ hour_s: number }>(readSql('jobs/known-hours'), {
    slo: slo.name,
    from: alignDown(await keptFrom(store, slo.inputs, now_s), HOUR_S),
  })
  return wholeGrains(hours, slo.grain_s)
}

/** Hours as ranges, widened to whole grains. */
function wholeGrains(hours: readonly { hour_s: number }[], grain_s: number): Range[] {
  return alignRanges(
    hours.map(({ hour_s }) => ({ from_s: hour_s, to_s: hour_s + HOUR_S })),
    Math.max(grain_s, HOUR_S),
  )
}

/** A scattered import touches thousands of hours: computing the little between them is cheaper than a statement each. */
async function joinNear(store: Store, { slo }: Sli, ranges: readonly Range[]): Promise<readonly Range[]> {
  const whole = spanOf(ranges)
  if (whole === null || ranges.length <= MANY_RANGES) return ranges
  const events = await eventsPerHour(store, slo.inputs, whole)
  return mergeAcross(ranges, (gap) => eventsIn(gap, events) <= EVENTS_OF_A_SMALL_GAP)
}

/**
 * Leaves out what cannot be computed again: old hours whose result was computed so long ago
 * that events it counted are no longer kept.
 */
async function withoutLost(
  store: Store,
  { slo }: Sli,
  ranges: readonly Range[],
  now_s: number,
): Promise<readonly Range[]> {
  const [first] = ranges
  if (first === undefined || first.from_s >= now_s - SURELY_KEPT_S) return ranges
  const kept_from_s = alignDown(await keptFrom(store, slo.inputs, now_s), DAY_S)
  if (first.from_s >= kept_from_s) return ranges
  const lost = await store.rows<{ hour_s: number }>(readSql('jobs/lost-hours'), {
    slo: slo.name,
    from: first.from_s,
    to: kept_from_s,
    computed_before: kept_from_s,
  })
  return withoutHoles(ranges, wholeGrains(lost, slo.grain_s))
}

/** Since when the events of some kinds are surely all there. */
async function keptFrom(store: Store, kindNames: readonly string[], now_s: number): Promise<number> {
  return Math.max(0, now_s - (await retainedSeconds(store, kindNames)) + MARGIN_S)
}
