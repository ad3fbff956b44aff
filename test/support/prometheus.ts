/** A real Prometheus: Debian's package, installed where it is missing and that can be done. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ensureTools } from './tools.ts'

const COMMAND = 'prometheus'

export interface TestPrometheus {
  readonly address: string
  /** The result of a query as of now. @throws what Prometheus says is wrong with it */
  query(expression: string): Promise<Sample[]>
  /** The same over a range, a point a second. @throws what Prometheus says is wrong with it */
  queryRange(expression: string, from_s: number, to_s: number): Promise<Series[]>
  stop(): Promise<void>
}

interface Sample {
  readonly metric: Readonly<Record<string, string>>
  readonly value: readonly [time_s: number, value: string]
}

interface Series {
  readonly metric: Readonly<Record<string, string>>
  readonly values: readonly (readonly [time_s: number, value: string])[]
}

/** @param configuration the text of prometheus.yml, its paths absolute */
export async function startPrometheus(configuration: string): Promise<TestPrometheus> {
  await ensureTools([{ command: COMMAND, debian_package: 'prometheus', probe: ['--version'] }])
  const folder = await mkdtemp(join(tmpdir(), 'linkmeter-prometheus-'))
  const file = join(folder, 'prometheus.yml')
  await writeFile(file, configuration)
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  const server = spawn(
    COMMAND,
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let log = ''
  server.stderr.on('data', (chunk) => {
    log += chunk
  })
  const killed = () => server.kill('SIGKILL')
  process.once('exit', killed)

  for (let waits = 0; (await fetch(`${address}/-/ready`).catch(() => null))?.ok !== true; waits += 1) {
    if (server.exitCode !== null || waits > 300) throw new Error(`Prometheus does not get ready: ${log}`)
    await sleep(100)
  }

  async function ask<Result>(path: string, parameters: Readonly<Record<string, string>>): Promise<Result[]> {
    const answer = await fetch(`${address}/api/v1/${path}?${new URLSearchParams(parameters)}`)
    const { status, error, data } = (await answer.json()) as {
      status: string
      error?: string
      data?: { result: Result[] }
    }
    if (status !== 'success' || data === undefined) throw new Error(`${parameters['query']}: ${error}`)
    return data.result
  }

  return {
    address,
    query: (query) => ask('query', { query }),
    queryRange: (query, from_s, to_s) =>
      ask('query_range', { query, start: String(from_s), end: String(to_s), step: '1' }),
    stop: async () => {
      process.removeListener('exit', killed)
      if (server.exitCode === null) {
        server.kill('SIGTERM')
        await once(server, 'close')
      }
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
