/** The links of SLOs that stand worst, as of the newest evaluation. */
import { z } from 'zod'
import { readSql } from '../../clickhouse/sql-file.ts'
import type { Store } from '../../clickhouse/store.ts'
import type { Reading } from './readings.ts'
import type { Scope } from './slo-standing.ts'

const number = z.number().nullable()

export const worstLink = z.object({
  source_account: z.string(),
  role: z.string(),
  target_account: z.string(),
  good: z.number(),
  total: z.number(),
  excluded: z.number(),
  ratio: number,
  remaining_ratio: number,
  burn_rate_1h: number,
})

export interface WorstLinkRow extends z.output<typeof worstLink> {
  readonly slo: string
  readonly evaluated_at: string
}

const MOST = 20

export const latestWorstLinks: Reading<readonly WorstLinkRow[]> = {
  name: 'worst links',
  fresh_ms: 5_000,
  read: ({ store, slos }) => {
    const names = slos.map(({ name }) => name)
    return worstLinksOf(store, names, { account: '', role: '' })
  },
}

/** Of each SLO, the worst first. @throws StoreFailure */
export function worstLinksOf(store: Store, slos: string[], scope: Scope): Promise<WorstLinkRow[]> {
  return store.rows<WorstLinkRow>(readSql('queries/api/slo-worst-links'), { slos, ...scope, count: MOST })
}
