/** How SLOs did on each day of the last weeks, as it is known now. */
import { z } from 'zod'
import { readSql } from '../../clickhouse/sql-file.ts'
import type { Store } from '../../clickhouse/store.ts'
import type { SloDefinition } from '../../slo/definition.ts'
import type { Reading } from './readings.ts'
import { isScoped, type Scope } from './slo-standing.ts'

export const trend = z
  .array(
    z.object({
      day: z.iso.date(),
      ratio: z.number().nullable().describe('The share of good events; of a count null'),
      bad: z.number().describe('Bad events; of a count, how many there were'),
    }),
  )
  .describe('A point a day; a day in which nothing happened has none')

export type Trends = ReadonlyMap<string, z.output<typeof trend>>

const DAYS = 30
const DAY_MS = 86_400_000

/** Of the days up to now, of an account or role where one is asked for. A day's sum moves little within seconds. */
export function latestTrends(scope: Scope): Reading<Trends> {
  return {
    name: JSON.stringify(['trends of', scope]),
    fresh_ms: 15_000,
    read: ({ store, slos, now_ms }) => trendsOf(store, slos, { to_ms: now_ms, scope }),
  }
}

/** Of the days up to a moment, by SLO. @throws StoreFailure */
export async function trendsOf(
  store: Store,
  slos: readonly SloDefinition[],
  asked: { readonly to_ms: number; readonly scope: Scope },
): Promise<Trends> {
  const { to_ms, scope } = asked
  const range = {
    from: Math.floor(to_ms / DAY_MS - DAYS + 1) * (DAY_MS / 1_000),
    to: Math.ceil(to_ms / 1_000),
  }
  const rows = await store.rows<{ slo: string; day: string; good: number; total: number }>(
    readSql(isScoped(scope) ? 'queries/api/slo-scope-trend' : 'queries/api/slo-trend'),
    { slos: slos.map(({ name }) => name), ...range, ...(isScoped(scope) ? scope : {}) },
  )
  return new Map(
    slos.map(({ name, kind }) => [
      name,
      rows
        .filter(({ slo, total }) => slo === name && total > 0)
        .map(({ day, good, total }) => ({
          day,
          ratio: kind === 'count' ? null : good / total,
          bad: kind === 'count' ? total : total - good,
        })),
    ]),
  )
}
