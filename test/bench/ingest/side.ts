/** One side of the comparison in a process of its own: an engine is one per process, and heaps must not mix. */
import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Task {
  readonly side: 'raw-consume' | 'kafka-engine' | 'pipeline'
  readonly brokers: string
  readonly topic: string
  readonly events: number
  /** A fresh folder that is removed afterwards. */
  readonly folder: string
  /** Of the Kafka engine; the other sides do not look at it. */
  readonly engine?: EngineSettings
}

export interface EngineSettings {
  readonly consumers: number
  /** Rows of a block, and of a poll. */
  readonly block: number
}

export interface Outcome {
  /** From the first message to the last one read, or visible in the table. */
  readonly seconds: number
  /** Of the whole process over that time. */
  readonly cpu_seconds: number
  /** Growth of the process's resident memory, from a warmed-up start to its peak. */
  readonly rss_growth_mib: number
}

/** Runs one side and waits for its outcome. */
export async function runSide(task: Omit<Task, 'folder'>): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'linkmeter-bench-'))
  try {
    return await answerOf({ ...task, folder })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function answerOf(task: Task): Promise<Outcome> {
  const program = fileURLToPath(new URL(`${task.side}.ts`, import.meta.url))
  const child = fork(program, [JSON.stringify(task)], { stdio: ['ignore', 2, 2, 'ipc'] })
  let outcome: Outcome | undefined
  child.once('message', (message) => {
    outcome = message as Outcome
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => {
      if (outcome !== undefined) resolve(outcome)
      else reject(new Error(`${task.side} ended with ${code} before it had an outcome`))
    })
  })
}
