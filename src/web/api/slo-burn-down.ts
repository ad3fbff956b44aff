/** How an SLO's budget went over its window, hour by hour, as it is known now, with what explains it. */
import { z } from 'zod'
import { readSql } from '../../clickhouse/sql-file.ts'
import type { Store } from '../../clickhouse/store.ts'
import type { SloDefinition } from '../../slo/definition.ts'
import { allowedShare } from '../../slo/noise.ts'
import { criticalIn, type Incident, incident } from './incidents.ts'
import type { Reading } from './readings.ts'
import { rolledTo } from './slo-progress.ts'
import { latestStandings, type StandingRow, type StandingRows } from './slo-standing.ts'

const moment = z.iso.datetime()

export const burnDown = z.object({
  points: z
    .array(
      z.object({
        hour: moment,
        good: z.number(),
        total: z.number(),
        excluded: z.number(),
        remaining_ratio: z
          .number()
          .nullable()
          .describe(
            'The share of the whole window’s budget that was left at the end of the hour; of a count null',
          ),
        counted: z.number().describe('Bad events since the window began; of a count, all'),
      }),
    )
    .describe('An hour in which nothing was told has no point'),
  exclusions: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      account: z.string(),
      role: z.string(),
      principal: z.string(),
      from: moment,
      to: moment.nullable(),
      reason: z.string(),
    }),
  ),
  incidents: z.array(incident),
})

/** Hour, good, total, excluded. */
type Hour = readonly [string, number, number, number]
type Hours = ReadonlyMap<string, readonly Hour[]>

/** Of a window, in Unix seconds. */
interface Range {
  readonly from: number
  readonly to: number
}

type Exclusion = z.output<typeof burnDown>['exclusions'][number] & { readonly slo: string }

/** The hours of every SLO's window, which grow by one an hour. */
export const latestHours: Reading<Hours> = {
  name: 'hours of windows',
  fresh_ms: 15_000,
  read: async ({ store, readings }) => hoursOf(store, await readings.get(latestStandings)),
}

/** What takes something out of the window of some SLO. */
export const latestExclusions: Reading<readonly Exclusion[]> = {
  name: 'exclusions in windows',
  fresh_ms: 5_000,
  read: async ({ store, readings }) => {
    const windows = [...(await readings.get(latestStandings)).values()].map(rangeOf)
    return exclusionsIn(store, {
      from: Math.min(...windows.map(({ from }) => from)),
      to: Math.max(...windows.map(({ to }) => to)),
    })
  },
}

/** What SLOs counted in each hour of their windows. @throws StoreFailure */
export async function hoursOf(store: Store, standings: StandingRows): Promise<Hours> {
  const rolled = await rolledTo(store, [...standings.keys()])
  const known = [...standings.values()].flatMap((row) => {
    const rolled_s = rolled.get(row.slo)
    return rolled_s === undefined ? [] : [{ slo: row.slo, rolled_s, ...rangeOf(row) }]
  })
  if (known.length === 0) return new Map()
  const rows = await store.rows<{ slo: string; hours: Hour[] }>(readSql('queries/api/slo-burn-down'), {
    slos: known.map(({ slo }) => slo),
    starts: known.map(({ from }) => from),
    ends: known.map(({ to }) => to),
    rolled: known.map(({ rolled_s }) => rolled_s),
  })
  return new Map(rows.map(({ slo, hours }) => [slo, hours]))
}

/** @throws StoreFailure */
export async function exclusionsIn(store: Store, { from, to }: Range): Promise<Exclusion[]> {
  return from < to ? store.rows<Exclusion>(readSql('queries/api/slo-exclusions'), { from, to }) : []
}

const MOST_EXCLUSIONS = 200

export function burnDownOf(
  slo: SloDefinition,
  row: StandingRow | null,
  known: {
    readonly hours: Hours
    readonly exclusions: readonly Exclusion[]
    readonly incidents: readonly Incident[]
  },
): z.output<typeof burnDown> {
  if (row === null) return { points: [], exclusions: [], incidents: [] }
  const window = rangeOf(row)
  return {
    points: pointsOf(slo, known.hours.get(slo.name) ?? []),
    exclusions: known.exclusions
      .filter((one) => (one.slo === '' || one.slo === slo.name) && touches(one, window))
      .slice(0, MOST_EXCLUSIONS)
      .map(({ slo: _, ...one }) => one),
    incidents: criticalIn(known.incidents, window),
  }
}

function touches({ from, to }: Exclusion, window: Range): boolean {
  const isBefore = to !== null && Date.parse(to) <= window.from * 1_000
  return Date.parse(from) < window.to * 1_000 && !isBefore
}

export function rangeOf({ window_from, window_to }: StandingRow): Range {
  return { from: unixOf(window_from), to: unixOf(window_to) }
}

function unixOf(time: string): number {
  return Math.floor(Date.parse(time) / 1_000)
}

/** The budget is that of the whole window, so that the last point is what the evaluation says. */
function pointsOf({ kind, objective }: SloDefinition, hours: readonly Hour[]) {
  const all = hours.reduce((sum, [, , total]) => sum + total, 0)
  const allowed = all * allowedShare(objective)
  let counted = 0
  return hours.map(([hour, good, total, excluded]) => {
    counted += kind === 'count' ? total : total - good
    const remaining_ratio = kind === 'ratio' && allowed > 0 ? 1 - counted / allowed : null
    return { hour, good, total, excluded, remaining_ratio, counted }
  })
}
