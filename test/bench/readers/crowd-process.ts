/** Starts a crowd of readers in a process of its own, and sums up what became of their questions. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Answered, CrowdOutcome, CrowdTask } from './crowd.ts'

export type Asked = Pick<CrowdTask, 'address' | 'slos' | 'links' | 'correlation_ids'>

interface CrowdFigures {
  readonly requests: number
  readonly errors: number
  readonly requests_per_s: number
  readonly p50_ms: number
  readonly p99_ms: number
  readonly max_ms: number
  readonly mib: number
}

export interface Crowd {
  readonly arriving: CrowdFigures
  readonly there: CrowdFigures
  /** By endpoint, the slowest first, and what was no answer. */
  readonly lines: readonly string[]
}

export async function crowdOf(task: CrowdTask): Promise<Crowd> {
  const program = fileURLToPath(new URL('crowd.ts', import.meta.url))
  const child = fork(program, [JSON.stringify(task)], { stdio: ['ignore', 2, 2, 'ipc'] })
  const [{ arriving, there }] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`the readers ended with ${code}`)
    }),
  ])) as [CrowdOutcome]
  return {
    arriving: figuresOf(arriving, task.arrival_s),
    there: figuresOf(there, task.seconds),
    lines: linesOf(there),
  }
}

function figuresOf({ latencies, errors, bytes }: Answered, seconds: number): CrowdFigures {
  const all = Object.values(latencies).flat()
  return {
    requests: all.length,
    errors: Object.values(errors).reduce((sum, count) => sum + count, 0),
    requests_per_s: Math.round(all.length / seconds),
    p50_ms: p(all, 0.5),
    p99_ms: p(all, 0.99),
    max_ms: p(all, 1),
    mib: Math.round(bytes / 1_048_576),
  }
}

function linesOf({ latencies, errors }: Answered): string[] {
  const by = Object.entries(latencies).toSorted(([, one], [, other]) => p(other, 0.99) - p(one, 0.99))
  return [
    ...by.map(
      ([endpoint, ms]) =>
        `${endpoint}: ${ms.length} requests, p50 ${p(ms, 0.5)} ms, p99 ${p(ms, 0.99)} ms, at most ${p(ms, 1)} ms`,
    ),
    ...Object.entries(errors).map(([what, count]) => `${count} errors: ${what}`),
  ]
}

/** The least value that so many are not above. */
function p(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return Math.round((sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN) * 10) / 10
}
