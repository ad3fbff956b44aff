/** What a side measures of itself, by one rule for all. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Store } from '../../../src/clickhouse/store.ts'
import type { Outcome, Task } from './side.ts'

/** The task this process was started for. */
export function readTask(): Task {
  return JSON.parse(process.argv[2] ?? '{}')
}

export function startStopwatch(): { read(): Omit<Outcome, 'rss_growth_mib'> } {
  const began = performance.now()
  const cpu = process.cpuUsage()
  return {
    read: () => {
      const { user, system } = process.cpuUsage(cpu)
      return { seconds: (performance.now() - began) / 1_000, cpu_seconds: (user + system) / 1e6 }
    },
  }
}

/** Waits until so many rows are visible, looking often enough to be exact and seldom enough to cost nothing. */
export async function untilVisible(store: Store, rows: number): Promise<void> {
  for (;;) {
    const [counted] = await store.rows<{ rows: number }>('SELECT count() AS rows FROM raw_actions')
    if ((counted?.rows ?? 0) >= rows) return
    await sleep(100)
  }
}

/** Hands the outcome to the parent and ends the process, whatever is still open. */
export function report(outcome: Outcome): void {
  if (process.send === undefined) throw new Error('this runs as a child of the benchmark')
  process.send(outcome, () => process.exit(0))
}
