/** Incidents as the page lists them. */
import { z } from 'zod'
import { readSql } from '../../clickhouse/sql-file.ts'
import type { Store } from '../../clickhouse/store.ts'
import type { Reading } from './readings.ts'
import { latestStandings } from './slo-standing.ts'

const moment = z.iso.datetime()

export const incident = z.object({
  incident_id: z.string(),
  severity: z.string(),
  is_open: z.boolean(),
  opened_at: moment,
  resolved_at: moment.nullable(),
  cause: z.string(),
  account: z.string(),
  source_accounts: z.array(z.string()),
})

export interface Incident extends z.output<typeof incident> {
  /** Every account that was ever named with it. */
  readonly accounts: readonly string[]
}

const MOST_LISTED = 200

/** Those that are open, or were in the window of some SLO: they are few. The latest first. */
export const latestIncidents: Reading<readonly Incident[]> = {
  name: 'latest incidents',
  fresh_ms: 5_000,
  read: async ({ store, now_ms, readings }) => {
    const standings = await readings.get(latestStandings)
    const from = [...standings.values()].reduce(
      (earliest, { window_from }) => Math.min(earliest, Math.floor(Date.parse(window_from) / 1_000)),
      Math.floor(now_ms / 1_000),
    )
    return incidentsSince(store, from)
  },
}

/** Those that are open, and those that ended since a moment in Unix seconds. @throws StoreFailure */
export function incidentsSince(store: Store, from: number): Promise<Incident[]> {
  return store.rows<Incident>(readSql('queries/api/incidents'), { from })
}

/** The critical ones that were open at some time of a range in Unix seconds. */
export function criticalIn(
  incidents: readonly Incident[],
  range: { readonly from: number; readonly to: number },
): z.output<typeof incident>[] {
  return listed(
    incidents.filter(
      ({ severity, opened_at, resolved_at }) =>
        (severity === 'sev1' || severity === 'sev2') &&
        Date.parse(opened_at) < range.to * 1_000 &&
        (resolved_at === null || Date.parse(resolved_at) >= range.from * 1_000),
    ),
  )
}

/** Those that are open, of an account where one is named. */
export function openAmong(incidents: readonly Incident[], account: string): z.output<typeof incident>[] {
  return listed(
    incidents.filter(({ is_open, accounts }) => is_open && (account === '' || accounts.includes(account))),
  )
}

function listed(incidents: readonly Incident[]): z.output<typeof incident>[] {
  return incidents.slice(0, MOST_LISTED).map(({ accounts: _, ...one }) => one)
}
