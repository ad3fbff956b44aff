/** The month that the benchmark evaluates: 20 million actions on 2,000 links, laid down inside the engine. */
import type { Store } from '../../../src/clickhouse/store.ts'
import { readBenchSql } from '../read-sql.ts'

const ACTIONS = 20_000_000
export const LINKS = 2_000
export const MONTH_S = 30 * 86_400

const ACTIONS_AN_INSERT = 1_000_000

/** Lays down the month that ends at `to_s`, in order of time as it would have come. */
export async function layDownMonth(store: Store, to_s: number, say: (text: string) => void): Promise<void> {
  const from = to_s - MONTH_S
  // One hour more, for the minute that comes after the month.
  await store.run(readBenchSql('evaluate/lay-tokens'), { from, hours: MONTH_S / 3600 + 1, links: LINKS })
  for (let first = 0; first < ACTIONS; first += ACTIONS_AN_INSERT) {
    await store.run(readBenchSql('evaluate/lay-actions'), {
      ...{ name: 'history', first, count: ACTIONS_AN_INSERT, all: ACTIONS },
      ...{ from, seconds: MONTH_S, first_hour: 0, links: LINKS },
    })
    say(`${(first + ACTIONS_AN_INSERT) / 1_000_000} of ${ACTIONS / 1_000_000} million actions laid down`)
  }
}

/** Lays down audit records of the actions in a range, day by day. */
export async function layDownAudits(store: Store, from_s: number, to_s: number): Promise<void> {
  for (let from = from_s; from < to_s; from += 86_400) {
    await store.run(readBenchSql('evaluate/lay-audits'), { from, to: Math.min(from + 86_400, to_s) })
  }
}

/** Lays down the minute that begins at `from_s`, at the month's own rate. */
export async function layDownMinute(store: Store, from_s: number): Promise<void> {
  const count = Math.round((ACTIONS * 60) / MONTH_S)
  await store.run(readBenchSql('evaluate/lay-actions'), {
    ...{ name: `live-${from_s}-`, first: 0, count, all: count },
    ...{ from: from_s, seconds: 60, first_hour: MONTH_S / 3600, links: LINKS },
  })
}
