/** Times something often enough to tell what it costs on a machine that has other things to do. */
import type { Store } from '../../../src/clickhouse/store.ts'

export interface Timing {
  readonly median_ms: number
  readonly least_ms: number
  /** Processor time of this process, the engine's threads included: what a busy machine does not change. */
  readonly cpu_ms: number
}

const RUNS = 15

/** Each run begins without what the engine remembers of earlier ones; files may be in the system's page cache. */
export async function timeUncached(store: Store, work: () => Promise<unknown>): Promise<Timing> {
  const walls: number[] = []
  const cpus: number[] = []
  for (let run = 0; run < RUNS; run += 1) {
    for (const cache of ['MARK', 'UNCOMPRESSED', 'QUERY CONDITION', 'QUERY']) {
      await store.run(`SYSTEM DROP ${cache} CACHE`)
    }
    const { wall_ms, cpu_ms } = await costOf(work)
    walls.push(wall_ms)
    cpus.push(cpu_ms)
  }
  return { median_ms: median(walls), least_ms: round(Math.min(...walls)), cpu_ms: median(cpus) }
}

/** Of one run; processor time as above. */
export async function costOf(
  work: () => Promise<unknown>,
): Promise<{ readonly wall_ms: number; readonly cpu_ms: number }> {
  const cpu = process.cpuUsage()
  const began = performance.now()
  await work()
  const wall_ms = round(performance.now() - began)
  const { user, system } = process.cpuUsage(cpu)
  return { wall_ms, cpu_ms: round((user + system) / 1000) }
}

export async function timeOnce(work: () => Promise<unknown>): Promise<number> {
  return (await costOf(work)).wall_ms
}

export function median(values: readonly number[]): number {
  return round(values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN)
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10
}
