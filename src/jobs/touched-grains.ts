/** Which grains events may change that came: those they reach, and of these only where a subject lies that they bear on. */
import type { Store } from '../clickhouse/store.ts'
import { reachOf } from '../slo/definition.ts'
import { grainsOf, grainsSharing } from './event-times.ts'
import {
  alignRanges,
  commonRanges,
  DAY_S,
  mergeRanges,
  overlap,
  type Range,
  rangesToCompute,
  spanOf,
  type Touched,
  withoutHoles,
} from './ranges.ts'
import type { Sli } from './sli.ts'

/** Looking a key up in more than a day of events costs more than what it spares. */
const LONGEST_KEYED_S = DAY_S

export interface Clock {
  readonly now_s: number
  /** Beyond it nothing can have happened yet. */
  readonly horizon_s: number
}

/**
 * What events reach that came. Where the subject itself came, all of it, or where a key says on which others it bears, its
 * own grain and theirs; what came of other kinds bears on subjects only, and where a key says which, on those: a record of
 * an audit log reaches an hour back, and mostly one minute of it.
 */
export async function touchedGrains(
  store: Store,
  sli: Sli,
  touched: readonly Touched[],
  clock: Clock,
): Promise<readonly Range[]> {
  const { subject, subject_keys, grain_s } = sli.slo
  if (subject === null) return reachedBy(sli, touched, clock)
  const isKeyed = ({ kind }: Touched) => subject_keys[kind] !== undefined
  const subjects = touched.filter(({ kind }) => kind === subject)
  const own =
    subject_keys[subject] === undefined ? reachedBy(sli, subjects, clock) : alignRanges(subjects, grain_s)
  const beyondOwn = (events: readonly Touched[]) => withoutHoles(reachedBy(sli, events, clock), own)
  const unkeyed = touched.filter((event) => event.kind !== subject && !isKeyed(event))
  const found = [...own, ...(await whereSubjectLies(store, sli, beyondOwn(unkeyed)))]
  for (const [kind, key] of Object.entries(subject_keys)) {
    const events = touched.filter((event) => event.kind === kind)
    const reaching = { kind, key, events, ranges: beyondOwn(events) }
    found.push(...(await whereKeyLies(store, sli, reaching, clock)))
  }
  return mergeRanges(found)
}

/** Events of a kind that bear on subjects by a key, and the ranges in which these are to be found. */
interface Reaching {
  readonly kind: string
  readonly key: string
  readonly events: readonly Touched[]
  readonly ranges: readonly Range[]
}

/** Of ranges only the grains in which a subject lies that some events name by their key. */
async function whereKeyLies(
  store: Store,
  sli: Sli,
  { kind, key, events, ranges }: Reaching,
  clock: Clock,
): Promise<readonly Range[]> {
  const { subject, grain_s } = sli.slo
  const whole = spanOf(ranges)
  if (subject === null || whole === null) return ranges
  if (whole.to_s - whole.from_s > LONGEST_KEYED_S) return whereSubjectLies(store, sli, ranges)
  // Others reach nothing but their own grains, whose keys need not be held.
  const near = events.filter((event) => overlap(reachedBy(sli, [event], clock), ranges))
  const sharing = await grainsSharing(store, { subject, kind, key }, { events: near, whole, grain_s })
  return commonRanges(ranges, sharing)
}

/**
 * Of ranges only the grains in which the subject lies. What counted there once goes on to lie there: events do not
 * vanish but by retention, and what is no longer kept is never computed again.
 */
export async function whereSubjectLies(
  store: Store,
  { slo }: Sli,
  ranges: readonly Range[],
): Promise<readonly Range[]> {
  const whole = spanOf(ranges)
  if (slo.subject === null || whole === null) return ranges
  return commonRanges(ranges, await grainsOf(store, slo.subject, whole, slo.grain_s))
}

export function reachedBy({ slo }: Sli, touched: readonly Touched[], clock: Clock): Range[] {
  const reach = {
    before_s: (kind: string) => reachOf(slo.lookback, kind),
    after_s: (kind: string) => reachOf(slo.lookahead, kind),
    grain_s: slo.grain_s,
  }
  return rangesToCompute(touched, reach, clock)
}
