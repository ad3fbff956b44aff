/** Figures of each account, of which the overview tells those of one or of all: read for all accounts at once. */
import { readSql } from '../../clickhouse/sql-file.ts'
import type { Reading } from './readings.ts'
import type { Scope } from './slo-standing.ts'

export interface IncidentCounts {
  readonly opened: number
  readonly critical: number
  readonly cross_account: number
  readonly open: number
}

export interface FindingCounts {
  readonly critical: number
  readonly high: number
}

export interface SpendRow {
  readonly account: string
  readonly currency: string
  readonly amount: string
  readonly linked_amount: string
  readonly newest_day: string
}

interface ComplianceRow {
  readonly account: string
  readonly compliant: number
  readonly checked: number
}

export interface LinkCounts {
  readonly links: number
  readonly active: number
  readonly used_30d: number
  readonly undeclared: number
  readonly risky: number
  readonly mean_risk_score: number | null
  readonly highest_risk_score: number
}

type OfAccount<Figures> = Figures & { readonly account: string }

const DAYS = 30
const DAY_S = 86_400
/** What these count changes by the hour. */
const FRESH_MS = 15_000

/** Of the days over which incidents and costs are counted, in Unix seconds. */
export function countedDays(now_ms: number): { readonly from: number; readonly to: number } {
  const to = Math.floor(now_ms / 1_000)
  return { from: Math.floor(to / DAY_S - DAYS) * DAY_S, to }
}

/** '' for all accounts; nothing for one that was never named with an incident. */
export const incidentCounts: Reading<ReadonlyMap<string, IncidentCounts>> = {
  name: 'incident counts',
  fresh_ms: FRESH_MS,
  read: async ({ store, now_ms }) => {
    const rows = await store.rows<OfAccount<IncidentCounts>>(
      readSql('queries/api/incident-counts'),
      countedDays(now_ms),
    )
    return new Map(rows.map(({ account, ...counts }) => [account, counts]))
  },
}

/** '' for all accounts; nothing for one that no finding was ever told of. */
export const findingCounts: Reading<ReadonlyMap<string, FindingCounts>> = {
  name: 'finding counts',
  fresh_ms: FRESH_MS,
  read: async ({ store }) => {
    const rows = await store.rows<OfAccount<FindingCounts>>(readSql('queries/api/finding-counts'))
    return new Map(rows.map(({ account, ...counts }) => [account, counts]))
  },
}

/** The dearest first. */
export const spendByAccount: Reading<readonly SpendRow[]> = {
  name: 'spend by account',
  fresh_ms: FRESH_MS,
  read: ({ store, now_ms }) =>
    store.rows<SpendRow>(readSql('queries/api/spend-by-account'), countedDays(now_ms)),
}

export const compliancePosture: Reading<readonly ComplianceRow[]> = {
  name: 'compliance posture',
  fresh_ms: FRESH_MS,
  read: ({ store }) => store.rows<ComplianceRow>(readSql('queries/api/compliance-posture')),
}

export function linkCounts(scope: Scope): Reading<LinkCounts | null> {
  return {
    name: JSON.stringify(['link counts of', scope]),
    fresh_ms: FRESH_MS,
    read: async ({ store }) => {
      const [row] = await store.rows<LinkCounts>(readSql('queries/api/link-counts'), { ...scope })
      return row ?? null
    },
  }
}
