/** What the signals say of an exercise: SLOs judged gross, since it is excluded, by the decision function of all alerts. */
import { readSql } from '../../clickhouse/sql-file.ts'
import type { Store } from '../../clickhouse/store.ts'
import { replay } from '../../slo/replay.ts'
import { accountsOf } from '../backtest/accounts.ts'
import { evidenceOf } from '../backtest/evidence.ts'
import { type CountedMinutes, timelineOf } from '../backtest/timeline.ts'
import type { Sli } from '../sli.ts'
import { nameOf, type Signal } from './signals.ts'

/** Where and when an exercise is held; times in whole minutes, in Unix seconds. */
export interface Exercise {
  readonly account: string
  /** Which acts in it. */
  readonly source: string
  readonly broker: string
  readonly from_s: number
  /** The beginning of what fails, or would. */
  readonly since_s: number
  readonly to_s: number
}

export interface Seen {
  readonly signal: string
  /** Of an SLO: which alert. */
  readonly alert: string | null
  /** From the failure's beginning to the signal, in seconds; null: it did not show. */
  readonly after_s: number | null
  readonly reason: string
}

/** The tiers of the SLOs must be up to date. @throws StoreFailure */
export async function watchSignals(
  store: Store,
  exercise: Exercise,
  { signals, slis }: { signals: readonly Signal[]; slis: readonly Sli[] },
): Promise<Seen[]> {
  return Promise.all(
    signals.map((signal) => {
      const name = nameOf(signal)
      if (!('slo' in signal)) return askEvents(store, exercise, signal.query)
      const sli = slis.find(({ slo }) => slo.name === name)
      const missing = { signal: name, alert: null, after_s: null, reason: 'no SLO of this name is in use' }
      return sli === undefined ? missing : replaySlo(store, exercise, sli)
    }),
  )
}

async function replaySlo(store: Store, exercise: Exercise, { slo }: Sli): Promise<Seen> {
  const { account, source, from_s, since_s, to_s } = exercise
  const stretch = { from_s, to_s }
  const [counted] = await store.rows<CountedMinutes>(readSql('queries/gross-minutes'), {
    ...{ slo: slo.name, target: account, source, from: from_s, to: to_s },
  })
  const minutes = counted ?? { minutes: [], good: [], total: [], excluded: [] }
  const timeline = timelineOf(minutes, stretch)
  const rows = minutes.minutes.map((start_s, index) => ({
    ...{ account, start_s, count: minutes.total[index] ?? 0 },
  }))
  const evidenceAt = evidenceOf(slo, { timeline, accounts: accountsOf(rows, to_s), last: COMPLETE })
  // What fired before it is not the failure's.
  const first = replay(slo, evidenceAt, { from_s, to_s, step_s: 60 }).find(
    ({ fired_s }) => fired_s >= since_s,
  )
  if (first !== undefined) {
    const { alert, reason, fired_s } = first
    return { signal: slo.name, alert, after_s: fired_s - since_s, reason }
  }
  const { good, total } = timeline.countedIn(from_s, to_s)
  const bad = `${total - good} of ${total} bad`
  const reason = total === 0 ? 'nothing was judged' : total === good ? bad : `${bad}: no alert`
  return { signal: slo.name, alert: null, after_s: null, reason }
}

const COMPLETE = {
  status: 'met',
  input: { complete: true, newest_event: null, waiting: [], complete_to: null },
} as const satisfies Parameters<typeof evidenceOf>[1]['last']

async function askEvents(
  store: Store,
  { account, broker, from_s, since_s }: Exercise,
  query: string,
): Promise<Seen> {
  const [row] = await store.rows<{ first_s: number; reason: string }>(readSql(`gameday/${query}`), {
    ...{ account, broker, from: from_s, since: since_s },
  })
  if (row === undefined) return { signal: query, alert: null, after_s: null, reason: 'events show none' }
  return { signal: query, alert: null, after_s: Math.max(0, row.first_s - since_s), reason: row.reason }
}
