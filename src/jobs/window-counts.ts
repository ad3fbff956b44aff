/** What an SLO counted in windows of time, read from its tiers. */
import { readSql } from '../clickhouse/sql-file.ts'
import type { Store } from '../clickhouse/store.ts'
import { type LinkSpans, linkSpans } from './link-spans.ts'
import { alignDown, HOUR_S, MINUTE_S, type Range } from './ranges.ts'

/** Half-open, in Unix seconds. */
export interface Window {
  readonly name: string
  readonly from_s: number
  readonly to_s: number
}

export interface Counts {
  readonly good: number
  readonly total: number
}

export interface WindowCounts extends Counts {
  readonly window: string
  readonly excluded: number
  /** Of what is excluded: what would count without exclusions. */
  readonly excluded_good: number
  readonly excluded_total: number
  readonly pending: number
  /** Of the detailed window only, as are the measures (decimals as text) and the quantiles. */
  readonly breakdown: Readonly<Record<string, number>>
  readonly measures: Readonly<Record<string, string>>
  /** p50, p95, p99, max: the levels every sketch is made for (sql/migrations/020-tiers.sql). */
  readonly quantiles_ms: readonly (number | null)[]
}

export interface LinkCounts extends Counts {
  readonly slo: string
  readonly source_account: string
  readonly target_account: string
  readonly role: string
  readonly excluded: number
  /** Of the hour before the window's end. */
  readonly hour_good: number
  readonly hour_total: number
}

export const NOTHING: WindowCounts = {
  window: '',
  good: 0,
  total: 0,
  excluded: 0,
  excluded_good: 0,
  excluded_total: 0,
  pending: 0,
  breakdown: {},
  measures: {},
  quantiles_ms: [],
}

/** What is asked of one SLO. */
export interface Asked {
  readonly slo: string
  readonly windows: readonly Window[]
  /** Hours that end at or before this are rolled up, in Unix seconds. */
  readonly rolled_s: number
}

/** Totals by SLO and by the window's name; a window without rows is not there. @throws StoreFailure */
export async function countTotals(
  store: Store,
  asked: readonly Asked[],
  detailed: string,
): Promise<ReadonlyMap<string, ReadonlyMap<string, WindowCounts>>> {
  const rows = await store.rows<WindowCounts & { readonly slo: string }>(
    readSql('queries/window-totals'),
    totalsAsked(asked, detailed),
  )
  return new Map(
    asked.map(({ slo }) => [
      slo,
      new Map(rows.filter((row) => row.slo === slo).map((row) => [row.window, row])),
    ]),
  )
}

/** The parameters of sql/queries/window-totals.sql. */
function totalsAsked(asked: readonly Asked[], detailed: string) {
  return {
    detailed,
    slos: asked.map(({ slo }) => slo),
    rolled: asked.map(({ rolled_s }) => rolled_s),
    names: asked.map(({ windows }) => windows.map(({ name }) => name)),
    starts: asked.map(({ windows }) => windows.map(({ from_s }) => from_s)),
    ends: asked.map(({ windows }) => windows.map(({ to_s }) => to_s)),
  }
}

/** One window of one SLO. */
export interface AskedLinks extends Window, Rolled {
  readonly slo: string
}

/** By SLO and link; a link without events in its window is not there. @throws StoreFailure */
export async function countLinks(store: Store, asked: readonly AskedLinks[]): Promise<LinkCounts[]> {
  return asked.length === 0 ? [] : store.rows<LinkCounts>(readSql('queries/window-links'), linksAsked(asked))
}

/** The parameters of sql/queries/window-links.sql. */
export function linksAsked(asked: readonly AskedLinks[]) {
  const spans = asked.map((window) => linkSpans(window, window))
  const of = (name: string, range: (spans: LinkSpans) => Range) => bounds(name, spans.map(range))
  return {
    slos: asked.map(({ slo }) => slo),
    ...of('days', ({ days }) => days),
    ...of('first_hours', ({ hours }) => hours[0]),
    ...of('last_hours', ({ hours }) => hours[1]),
    ...of('first_minutes', ({ minutes }) => minutes[0]),
    ...of('last_minutes', ({ minutes }) => minutes[1]),
    ...of('last_hour', ({ last_hour }) => last_hour),
    last_hour_in_minutes: spans.map(({ last_hour_tier }) => last_hour_tier === 'minute'),
    hours: steps(spans, HOUR_S, (span) => [...span.hours, ...lastHourIn('hour', span)]),
    minutes: steps(spans, MINUTE_S, (span) => [...span.minutes, ...lastHourIn('minute', span)]),
  }
}

function lastHourIn(tier: LinkSpans['last_hour_tier'], { last_hour, last_hour_tier }: LinkSpans): Range[] {
  return last_hour_tier === tier ? [last_hour] : []
}

/** The hours or minutes in which ranges lie. */
function steps(all: readonly LinkSpans[], step_s: number, ranges: (spans: LinkSpans) => Range[]): number[] {
  const found = new Set<number>()
  for (const { from_s, to_s } of all.flatMap(ranges).filter(({ from_s, to_s }) => from_s < to_s)) {
    for (let at_s = Math.max(0, alignDown(from_s, step_s)); at_s < to_s; at_s += step_s) found.add(at_s)
  }
  return [...found]
}

/** No event is older than 1970: what begins before, begins there. */
function bounds(name: string, ranges: readonly Range[]) {
  return {
    [`${name}_from`]: ranges.map(({ from_s }) => Math.max(0, from_s)),
    [`${name}_to`]: ranges.map(({ to_s }) => Math.max(0, to_s)),
  }
}

/** Up to when the hours of an SLO are rolled up, and the present by the database's clock; in Unix seconds. */
export interface Rolled {
  readonly rolled_s: number
  readonly now_s: number
}

/** By SLO; 0 where tiers were never computed. @throws StoreFailure */
export async function rolledTo(store: Store, slos: readonly string[]): Promise<ReadonlyMap<string, Rolled>> {
  const rows = await store.rows<Rolled & { slo: string }>(readSql('queries/rolled-to'), { slos: [...slos] })
  return new Map(rows.map(({ slo, ...rolled }) => [slo, rolled]))
}
