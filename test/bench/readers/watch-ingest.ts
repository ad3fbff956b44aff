/** How ingest goes, seen from outside: what the service has committed to Kafka, which it does once it is stored, and its processor time. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Kafka, logLevel } from 'kafkajs'
import type { RunningService } from '../../support/service.ts'
import type { Workplace } from '../../support/workplace.ts'
import { readBenchSql } from '../read-sql.ts'

export interface Phase {
  readonly stored_per_s: number
  /** How long events waited until they were in the table, looked at every second. */
  readonly median_lag_s: number
  readonly longest_lag_s: number
  /** Processors that the service kept busy. */
  readonly cpu_s_per_s: number
}

export interface IngestWatch {
  /** Watches for so long; `told` says how many events were told until now. */
  phase(seconds: number, told: () => number): Promise<Phase>
  stored(): Promise<number>
  /** Each event once. */
  distinct(): Promise<number>
  stop(): Promise<void>
}

const EVERY_MS = 500

export async function watchIngest(
  { rows }: Pick<Workplace, 'rows'>,
  { address }: Pick<RunningService, 'address'>,
  { brokers, topic, group }: { readonly brokers: string; readonly topic: string; readonly group: string },
): Promise<IngestWatch> {
  const admin = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING }).admin()
  await admin.connect()

  async function stored(): Promise<number> {
    const [offsets] = await admin.fetchOffsets({ groupId: group, topics: [topic] })
    return (offsets?.partitions ?? []).reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0)
  }

  async function cpuSeconds(): Promise<number> {
    const text = await (await fetch(`${address}/metrics`)).text()
    return Number(/^process_cpu_seconds_total (\S+)/m.exec(text)?.[1])
  }

  return {
    stored,
    distinct: async () => {
      const [counted] = await rows<{ events: number }>(readBenchSql('readers/count-distinct'), { topic })
      return counted?.events ?? 0
    },
    stop: () => admin.disconnect(),
    phase: async (seconds, told) => {
      const history: { at: number; told: number }[] = []
      const lags: number[] = []
      const [began, before, cpu] = [performance.now(), await stored(), await cpuSeconds()]
      let last = { at: began, rows: before }
      while (performance.now() < began + seconds * 1_000) {
        const at = performance.now()
        history.push({ at, told: told() })
        last = { at: performance.now(), rows: await stored() }
        // The event that was stored last had been told when this many were.
        const when = history.find((one) => one.told > last.rows)
        lags.push(when === undefined ? 0 : (last.at - when.at) / 1_000)
        await sleep(EVERY_MS)
      }
      const took_s = (last.at - began) / 1_000
      lags.sort((one, other) => one - other)
      return {
        stored_per_s: Math.round((last.rows - before) / took_s),
        median_lag_s: rounded(lags[Math.floor(lags.length / 2)] ?? 0),
        longest_lag_s: rounded(lags.at(-1) ?? 0),
        cpu_s_per_s: rounded(((await cpuSeconds()) - cpu) / ((performance.now() - began) / 1_000)),
      }
    },
  }
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
