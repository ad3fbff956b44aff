/** What an SLO of a count counted for its worst account, in windows that only move on. */
import { readSql } from '../../clickhouse/sql-file.ts'
import type { Store } from '../../clickhouse/store.ts'
import { MINUTES_KEPT_S } from '../link-spans.ts'
import { alignDown, alignUp, HOUR_S, type Range } from '../ranges.ts'

export interface Accounts {
  /** The largest count of an account in a window; each window begins and ends no earlier than the one asked before. */
  worstIn(from_s: number, to_s: number): number
}

/** @throws StoreFailure */
export async function readAccounts(
  store: Store,
  slo: string,
  { stretch, now_s }: { stretch: Range; now_s: number },
): Promise<Accounts> {
  const rows = await store.rows<AccountCount>(readSql('queries/counted-accounts'), {
    slo,
    from: alignDown(stretch.from_s, HOUR_S),
    to: stretch.to_s,
    by_minute: alignUp(now_s - MINUTES_KEPT_S, HOUR_S),
  })
  return accountsOf(rows, now_s)
}

/** As sql/queries/counted-accounts.sql gives it, in order of time. */
interface AccountCount {
  readonly account: string
  readonly start_s: number
  readonly count: number
}

export function accountsOf(rows: readonly AccountCount[], now_s: number): Accounts {
  const counts = new Map<string, number>()
  let [entered, left] = [0, 0]
  let worst = 0
  /** An old edge is known by the hour, as when it is evaluated. */
  const edge = (at_s: number) => (at_s < now_s - MINUTES_KEPT_S ? alignDown(at_s, HOUR_S) : at_s)

  function add({ account, count }: AccountCount, sign: 1 | -1): void {
    counts.set(account, (counts.get(account) ?? 0) + sign * count)
  }

  return {
    worstIn(from_s, to_s) {
      const before = entered + left
      for (let row = rows[entered]; row !== undefined && row.start_s < edge(to_s); row = rows[entered]) {
        add(row, 1)
        entered += 1
      }
      for (let row = rows[left]; row !== undefined && row.start_s < edge(from_s); row = rows[left]) {
        add(row, -1)
        left += 1
      }
      if (entered + left !== before) worst = Math.max(0, ...counts.values())
      return worst
    },
  }
}
