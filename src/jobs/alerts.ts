/** Decides the alerts of evaluated SLOs and keeps what changed. */
import { readSql } from '../clickhouse/sql-file.ts'
import type { Store } from '../clickhouse/store.ts'
import { type Decision, decide } from '../slo/decide.ts'
import type { Evaluating } from './evaluation.ts'

/**
 * Reads the last states, decides, and inserts the decisions that differ: mostly none.
 * @throws StoreFailure
 */
export async function decideAndKeep(
  store: Store,
  evaluating: readonly Pick<Evaluating, 'slo' | 'evaluation'>[],
  at_s: number,
): Promise<void> {
  if (evaluating.length === 0) return
  const at_ms = Math.round(at_s * 1000)
  const last = await lastStates(
    store,
    evaluating.map(({ slo }) => slo.name),
  )
  const changed = evaluating.flatMap(({ slo, evaluation }) => {
    const before = last.get(slo.name) ?? new Map<string, LastState>()
    return decide(slo, evaluation, before, at_ms)
      .filter((decision) => isChange(decision, before.get(decision.alert)))
      .map((decision) => rowOf(slo.name, decision, at_ms))
  })
  if (changed.length > 0) await store.insertRows('slo_alerts', changed)
}

/** As sql/queries/latest-alerts.sql gives it. */
type LastState = Pick<Decision, 'alert' | 'severity' | 'state' | 'firing' | 'since_ms'>

async function lastStates(store: Store, slos: string[]): Promise<Map<string, Map<string, LastState>>> {
  const rows = await store.rows<LastState & { slo: string }>(readSql('queries/latest-alerts'), { slos })
  const states = new Map<string, Map<string, LastState>>()
  for (const { slo, ...state } of rows) {
    const ofSlo = states.get(slo) ?? new Map<string, LastState>()
    states.set(slo, ofSlo.set(state.alert, state))
  }
  return states
}

function isChange(decision: Decision, before: LastState | undefined): boolean {
  return (
    before === undefined ||
    before.state !== decision.state ||
    before.firing !== decision.firing ||
    before.severity !== decision.severity
  )
}

function rowOf(slo: string, { since_ms, ...decision }: Decision, at_ms: number): object {
  return { slo, ...decision, since: iso(since_ms), decided_at: iso(at_ms) }
}

function iso(at_ms: number): string {
  return new Date(at_ms).toISOString()
}
