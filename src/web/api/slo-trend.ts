/** How SLOs did on each day of the last weeks, as it is known now. */
import { z } from 'zod'
import { readSql } from '../../clickhouse/sql-file.ts'
import type { Store } from '../../clickhouse/store.ts'
import type { Scope } from './slo-standing.ts'

export const trend = z
  .array(
    z.object({
      day: z.iso.date(),
      ratio: z.number().nullable().describe('The share of good events; of a count null'),
      bad: z.number().describe('Bad events; of a count, how many there were'),
    }),
  )
  .describe('A point a day; a day in which nothing happened has none')

export type Trend = z.output<typeof trend>

const DAY_MS = 86_400_000

/** Of the days up to a moment, by SLO. @throws StoreFailure */
export async function trendsOf(
  store: Store,
  slos: readonly { readonly name: string; readonly kind: string }[],
  asked: { readonly to_ms: number; readonly days: number; readonly scope: Scope },
): Promise<Map<string, Trend>> {
  const { to_ms, days, scope } = asked
  const isScoped = scope.account !== '' || scope.role !== ''
  const range = {
    from: Math.floor(to_ms / DAY_MS - days + 1) * (DAY_MS / 1_000),
    to: Math.ceil(to_ms / 1_000),
  }
  const rows = await store.rows<{ slo: string; day: string; good: number; total: number }>(
    readSql(isScoped ? 'queries/api/slo-scope-trend' : 'queries/api/slo-trend'),
    { slos: slos.map(({ name }) => name), ...range, ...(isScoped ? scope : {}) },
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
