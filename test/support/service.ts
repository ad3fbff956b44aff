/** The program as its users run it: built, in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from './free-port.ts'

/** The built program, for tests that run it through a shell. */
export const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunningService {
  readonly address: string
  /** What it has printed so far. */
  stdout(): string
  stderr(): string
  /** Ends it as a crash would. */
  kill(): Promise<void>
  /** Ends it in order; gives its exit code. */
  stop(): Promise<number | null>
}

/** Runs a command to its end; one that does not end is killed, and its code is null. */
export async function linkmeter(
  parameters: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  longest_ms = LONGEST_COMMAND_MS,
): Promise<Ended> {
  const child = run(parameters, environment)
  const timer = setTimeout(() => child.process.kill('SIGKILL'), longest_ms)
  const [code] = await once(child.process, 'close')
  clearTimeout(timer)
  return { code, stdout: child.stdout(), stderr: child.stderr() }
}

const LONGEST_COMMAND_MS = 50_000

/** Starts `serve` (or `demo`, or `serve` with options) on a free port and waits until it listens. */
export async function startService(
  environment: NodeJS.ProcessEnv,
  parameters: readonly string[] = ['serve'],
): Promise<RunningService> {
  const port = await freePort()
  const child = run(parameters, { ...environment, LINKMETER_PORT: String(port) })
  const address = `http://127.0.0.1:${port}`
  await until(
    async () => {
      if (child.process.exitCode !== null) throw new Error(`the service ended: ${child.stderr()}`)
      return (await fetch(`${address}/healthz`).catch(() => null))?.ok === true
    },
    { what: 'the service to listen', within_ms: 60_000 },
  )
  const end = async (signal: NodeJS.Signals) => {
    if (child.process.exitCode === null && child.process.signalCode === null) {
      child.process.kill(signal)
      await once(child.process, 'close')
    }
    return child.process.exitCode
  }
  return {
    address,
    stdout: child.stdout,
    stderr: child.stderr,
    kill: async () => {
      await end('SIGKILL')
    },
    stop: () => end('SIGTERM'),
  }
}

/** Asks again and again until the answer is yes. */
export async function until(
  asked: () => Promise<boolean>,
  { what, within_ms = 60_000, every_ms = 100 }: { what: string; within_ms?: number; every_ms?: number },
): Promise<void> {
  const end = Date.now() + within_ms
  while (!(await asked())) {
    if (Date.now() > end) throw new Error(`waited ${within_ms} ms for ${what}`)
    await sleep(every_ms)
  }
}

function run(parameters: readonly string[], environment: NodeJS.ProcessEnv) {
  const process_: ChildProcess = spawn(process.execPath, [main, ...parameters], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], LINKMETER_SQL_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // A test run that ends early leaves no program behind.
  const killed = () => process_.kill('SIGKILL')
  process.once('exit', killed)
  process_.once('close', () => process.removeListener('exit', killed))
  let [stdout, stderr] = ['', '']
  process_.stdout?.on('data', (chunk) => {
    stdout += chunk
  })
  process_.stderr?.on('data', (chunk) => {
    stderr += chunk
  })
  return { process: process_, stdout: () => stdout, stderr: () => stderr }
}
