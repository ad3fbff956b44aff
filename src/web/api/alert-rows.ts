/** The alerts of SLOs as they stood at a moment. */
import { readSql } from '../../clickhouse/sql-file.ts'
import type { Store } from '../../clickhouse/store.ts'
import { alertsOf } from '../../slo/alerts.ts'
import type { SloDefinition } from '../../slo/definition.ts'
import type { Reading } from './readings.ts'

export interface AlertState {
  readonly slo: string
  readonly alert: string
  readonly severity: string
  readonly state: 'firing' | 'quiet' | 'frozen' | 'no_data'
  readonly firing: boolean
  readonly since: string
  readonly decided_at: string
  readonly reason: string
}

/** The last state of every alert. */
export const latestAlerts: Reading<readonly AlertState[]> = {
  name: 'latest alerts',
  fresh_ms: 5_000,
  read: ({ store, slos, now_ms }) => alertStates(store, slos, now_ms),
}

/** Those that people are alerted by, and those that are frozen. */
export function firingAmong(states: readonly AlertState[]): AlertState[] {
  return states.filter(({ firing, state }) => firing || state === 'frozen')
}

/** The state of every alert; of a policy that was taken away none. @throws StoreFailure */
export async function alertStates(
  store: Store,
  slos: readonly SloDefinition[],
  at_ms: number,
): Promise<AlertState[]> {
  const rows = await store.rows<AlertState>(readSql('queries/api/alert-states'), {
    slos: slos.map(({ name }) => name),
    until: at_ms,
  })
  const known = new Map(
    slos.map((slo) => [slo.name, new Map(alertsOf(slo).map((one) => [one.name, one.severity]))]),
  )
  return rows.filter(({ slo, alert, severity }) => known.get(slo)?.get(alert) === severity)
}
