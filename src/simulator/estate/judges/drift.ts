/** A7: how many of the resources that were ever checked were in sync at a moment, each at its latest check. */
import { sum, targetPlace, type WindowTruth } from '../../ledger.ts'
import { isOf, type Telling } from '../../native-event.ts'
import type { EventJudge } from '../../truth.ts'
import { grouped } from './group.ts'

export function judgeDrift(): EventJudge {
  const reports: Telling<'drift_report'>[] = []
  return {
    see(telling) {
      if (isOf('drift_report', telling)) reports.push(telling)
    },
    answers: { 'a07-infrastructure-drift': (_from, to) => levelAt(reports, to) },
  }
}

function levelAt(reports: readonly Telling<'drift_report'>[], to: number): WindowTruth {
  const known = reports.filter(({ time_ms }) => time_ms < to)
  const resources = grouped(known, ({ event }) => `${event.target_account} ${event.stack} ${event.resource}`)
  const levels = new Map<string, { good: number; total: number }>()
  let [never_checked, failed_runs] = [0, 0]
  for (const told of resources.values()) {
    const newestFirst = told.toSorted((one, other) => other.time_ms - one.time_ms)
    if (newestFirst[0]?.event.run_ok === false) failed_runs++
    const latest = newestFirst.find(
      ({ event }) => event.run_ok && (event.status === 'in_sync' || event.status === 'drifted'),
    )
    if (latest === undefined) {
      never_checked++
      continue
    }
    const { target_account, status } = latest.event
    const { good, total } = levels.get(target_account) ?? { good: 0, total: 0 }
    levels.set(target_account, { good: good + (status === 'in_sync' ? 1 : 0), total: total + 1 })
  }
  const by_link = [...levels]
    .map(([account, level]) => ({ ...targetPlace(account), ...level }))
    .sort((one, other) => (one.target_account < other.target_account ? -1 : 1))
  return {
    good: sum(by_link.map(({ good }) => good)),
    total: sum(by_link.map(({ total }) => total)),
    breakdown: withoutZeros({ never_checked, failed_runs }),
    quantiles_ms: null,
    by_link,
  }
}

function withoutZeros(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
}
