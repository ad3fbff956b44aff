/**
 * Which hours and days to roll up after minutes were computed: pure arithmetic.
 * Only those that are over: a window's edges are read from what is finer (sql/queries/window-totals.sql), so the
 * present hour and day are rolled up once, when they end, and not with every minute.
 */
import { alignDown, alignRanges, DAY_S, HOUR_S, mergeRanges, type Range, splitAt } from './ranges.ts'

export interface Changed {
  readonly slo: string
  /** When its tiers were last up to date; null when they begin. */
  readonly since_s: number | null
  /** What was computed. */
  readonly ranges: readonly Range[]
}

export interface RollUp extends Range {
  readonly statement: 'roll-totals-hour' | 'roll-links-hour' | 'roll-links-day'
  readonly slos: readonly string[]
}

/** Days of links one statement may roll up: bounds its memory. */
const DAYS_PER_STATEMENT_S = 7 * DAY_S

/** @param clock recent_s: links before it were computed by the hour already */
export function rollUps(
  changed: readonly Changed[],
  clock: { readonly now_s: number; readonly recent_s: number },
): RollUp[] {
  const { now_s, recent_s } = clock
  const hours = together(changed, (one) => over(one, now_s, HOUR_S))
  const days = together(changed, (one) => over(one, now_s, DAY_S).flatMap(cutByDays))
  return [
    ...hours.map((hour) => ({ statement: 'roll-totals-hour' as const, ...hour })),
    ...hours.flatMap(({ slos, ...hour }) => {
      const { after } = splitAt(hour, recent_s)
      return after === null ? [] : [{ statement: 'roll-links-hour' as const, slos, ...after }]
    }),
    ...days.map((day) => ({ statement: 'roll-links-day' as const, ...day })),
  ]
}

/** The steps that are over by now and were computed, or have ended since the last time. */
function over({ since_s, ranges }: Changed, now_s: number, step_s: number): Range[] {
  const present_s = alignDown(now_s, step_s)
  const ended = since_s === null ? [] : [{ from_s: alignDown(since_s, step_s), to_s: present_s }]
  return mergeRanges([
    ...alignRanges(ranges, step_s).flatMap((range) => splitAt(range, present_s).before ?? []),
    ...ended.filter(({ from_s, to_s }) => from_s < to_s),
  ])
}

/** SLOs that share a range share a statement. */
function together(
  changed: readonly Changed[],
  rangesOf: (one: Changed) => readonly Range[],
): (Range & { slos: string[] })[] {
  const shared = new Map<string, Range & { slos: string[] }>()
  for (const one of changed) {
    for (const { from_s, to_s } of rangesOf(one)) {
      const range = shared.get(`${from_s} ${to_s}`) ?? { from_s, to_s, slos: [] }
      range.slos.push(one.slo)
      shared.set(`${from_s} ${to_s}`, range)
    }
  }
  return [...shared.values()]
}

function cutByDays({ from_s, to_s }: Range): Range[] {
  const pieces: Range[] = []
  for (let start = from_s; start < to_s; start += DAYS_PER_STATEMENT_S) {
    pieces.push({ from_s: start, to_s: Math.min(start + DAYS_PER_STATEMENT_S, to_s) })
  }
  return pieces
}
