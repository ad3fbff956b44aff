/** A real Alertmanager: Debian's package `prometheus-alertmanager`, installed where it is missing and that can be done. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { until } from './service.ts'
import { ensureTools } from './tools.ts'

const COMMAND = 'prometheus-alertmanager'

/** An alert as `GET /api/v2/alerts` shows it. */
interface ShownAlert {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly startsAt: string
  readonly endsAt: string
  readonly fingerprint: string
}

export interface Alertmanager {
  /** `http://127.0.0.1:port`, the same after a restart. */
  readonly url: string
  /** What is active now. */
  alerts(): Promise<ShownAlert[]>
  /** Ends it as a crash would and, with `forgetting`, loses what it knew; starts it again on the same port. */
  restart(options?: { forgetting?: boolean }): Promise<void>
  stop(): Promise<void>
}

/** Alone: no cluster, a folder and a port of its own. @param configuration the text of alertmanager.yml */
export async function startAlertmanager(configuration = QUIET): Promise<Alertmanager> {
  await ensureTools([
    {
      command: COMMAND,
      debian_package: 'prometheus-alertmanager',
      probe: ['--version'],
    },
  ])
  const folder = await mkdtemp(join(tmpdir(), 'linkmeter-alertmanager-'))
  const file = join(folder, 'alertmanager.yml')
  await writeFile(file, configuration)
  const address = `127.0.0.1:${await freePort()}`
  const url = `http://${address}`
  const parameters = [
    `--config.file=${file}`,
    `--storage.path=${join(folder, 'data')}`,
    `--web.listen-address=${address}`,
    '--cluster.listen-address=',
  ]
  let running = await start(parameters, url)
  return {
    url,
    alerts: async () => (await (await fetch(`${url}/api/v2/alerts?active=true`)).json()) as ShownAlert[],
    restart: async ({ forgetting = false } = {}) => {
      await end(running)
      if (forgetting) await rm(join(folder, 'data'), { recursive: true, force: true })
      running = await start(parameters, url)
    },
    stop: async () => {
      await end(running)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Takes everything and tells nobody. */
const QUIET = 'route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n'

async function start(parameters: readonly string[], url: string): Promise<ChildProcess> {
  const child = spawn(COMMAND, parameters, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr?.on('data', (chunk) => {
    said += chunk
  })
  // A test run that ends early leaves no program behind.
  const killed = () => child.kill('SIGKILL')
  process.once('exit', killed)
  child.once('close', () => process.removeListener('exit', killed))
  await until(
    async () => {
      if (child.exitCode !== null) throw new Error(`Alertmanager ended: ${said}`)
      return (await fetch(`${url}/-/ready`).catch(() => null))?.ok === true
    },
    { what: 'Alertmanager to listen' },
  )
  return child
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'close')
}
