/** What a plain count of the raw events gives, to hold evaluations against. */
import type { Store } from '../../../src/clickhouse/store.ts'
import { readBenchSql } from '../read-sql.ts'
import { MONTH_S } from './traffic.ts'

interface Counts {
  readonly good: number
  readonly total: number
}

export interface BruteForce {
  /** Actions with a known latency and those of them up to 200 ms. */
  latencies(from_s: number, to_s: number): Promise<Counts>
  /** p50, p95 and p99 of the latencies, exactly. */
  quantiles_ms(from_s: number, to_s: number): Promise<readonly number[]>
  /** Successes and all that M3 judges, by link. */
  links(from_s: number, to_s: number): Promise<ReadonlyMap<string, Counts>>
}

const WITHIN = 'toDateTime(time) >= {from:DateTime} AND toDateTime(time) < {to:DateTime}'
const JUDGED = `outcome IN ('success', 'auth_error', 'throttled', 'service_error')`

/** Reads the month's events once, day by day, into a table of what counts. */
export async function countByBruteForce(
  store: Store,
  end_s: number,
  say: (text: string) => void,
): Promise<BruteForce> {
  await store.run(`CREATE TABLE brute_force (time DateTime64(3, 'UTC'), source_account String, target_account String,
    role String, outcome String, latency_ms Nullable(Float64)) ENGINE = MergeTree ORDER BY time`)
  for (let from = end_s - MONTH_S; from < end_s; from += 86_400) {
    await store.run(readBenchSql('evaluate/brute-force'), { from, to: from + 86_400 })
  }
  say('all events read once more, by brute force')
  return {
    async latencies(from, to) {
      const [counts] = await store.rows<Counts>(
        `SELECT countIf(latency_ms <= 200) AS good, count(latency_ms) AS total FROM brute_force WHERE ${WITHIN}`,
        { from, to },
      )
      return counts ?? { good: 0, total: 0 }
    },
    async quantiles_ms(from, to) {
      const [row] = await store.rows<{ quantiles: number[] }>(
        `SELECT quantilesExact(0.5, 0.95, 0.99)(latency_ms) AS quantiles FROM brute_force WHERE ${WITHIN}`,
        { from, to },
      )
      return row?.quantiles ?? []
    },
    async links(from, to) {
      const rows = await store.rows<Counts & { link: string }>(
        `SELECT concat(source_account, '/', role, '/', target_account) AS link,
           countIf(outcome = 'success') AS good, countIf(${JUDGED}) AS total
         FROM brute_force WHERE ${WITHIN} GROUP BY link`,
        { from, to },
      )
      return new Map(rows.map(({ link, good, total }) => [link, { good, total }]))
    },
  }
}
