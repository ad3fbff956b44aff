/** How an SLO's budget went over its window, hour by hour, as it is known now, with what explains it. */
import { z } from 'zod'
import { readSql } from '../../clickhouse/sql-file.ts'
import type { Store } from '../../clickhouse/store.ts'
import type { SloDefinition } from '../../slo/definition.ts'
import { allowedShare } from '../../slo/noise.ts'

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
  incidents: z.array(
    z.object({
      incident_id: z.string(),
      severity: z.string(),
      is_open: z.boolean(),
      opened_at: moment,
      resolved_at: moment.nullable(),
      cause: z.string(),
      account: z.string(),
      source_accounts: z.array(z.string()),
    }),
  ),
})

interface Hour {
  readonly hour: string
  readonly good: number
  readonly total: number
  readonly excluded: number
}

/** Over a window in Unix seconds. @throws StoreFailure */
export async function burnDownOf(
  store: Store,
  slo: SloDefinition,
  window: { readonly from: number; readonly to: number },
): Promise<z.output<typeof burnDown>> {
  const [hours, exclusions, incidents] = await Promise.all([
    store.rows<Hour>(readSql('queries/api/slo-burn-down'), { slo: slo.name, ...window }),
    store.rows<z.output<typeof burnDown>['exclusions'][number]>(readSql('queries/api/slo-exclusions'), {
      slo: slo.name,
      ...window,
    }),
    incidentsOf(store, { ...window, account: '', severities: ['sev1', 'sev2'], open_only: false }),
  ])
  return { points: pointsOf(slo, hours), exclusions, incidents }
}

export async function incidentsOf(
  store: Store,
  asked: {
    readonly from: number
    readonly to: number
    readonly account: string
    readonly severities: string[]
    readonly open_only: boolean
  },
): Promise<z.output<typeof burnDown>['incidents']> {
  return store.rows(readSql('queries/api/incidents'), asked)
}

/** The budget is that of the whole window, so that the last point is what the evaluation says. */
function pointsOf({ kind, objective }: SloDefinition, hours: readonly Hour[]) {
  const all = hours.reduce((sum, { total }) => sum + total, 0)
  const allowed = all * allowedShare(objective)
  let counted = 0
  return hours.map((hour) => {
    counted += kind === 'count' ? hour.total : hour.total - hour.good
    const remaining_ratio = kind === 'ratio' && allowed > 0 ? 1 - counted / allowed : null
    return { ...hour, remaining_ratio, counted }
  })
}
