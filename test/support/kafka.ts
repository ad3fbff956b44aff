/** A real Apache Kafka in KRaft mode: one combined broker and controller, fresh for whoever starts it. */
import { execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Kafka, logLevel } from 'kafkajs'
import { kafkaClassPath } from './kafka-jars.ts'

export interface TestKafka {
  /** `host:port`, for KAFKA_BROKERS. */
  readonly brokers: string
  /** The port of the listener that says it is at `advertisedPort`: where a proxy forwards to. Null without one. */
  readonly proxiedPort: number | null
  /** Ends the broker in order and removes its data. */
  stop(): Promise<void>
  /** Ends the broker at once, as a crash would, and removes its data. */
  kill(): Promise<void>
}

export interface KafkaOptions {
  readonly port?: number
  /** A second listener, for a proxy on this port. Clients that come through it are told to come back through it. */
  readonly advertisedPort?: number
  /** Lines of server.properties that go before ours. */
  readonly properties?: Readonly<Record<string, string>>
}

/** Starts a broker and waits until it answers: a few seconds. */
export async function startKafka(options: KafkaOptions = {}): Promise<TestKafka> {
  const classPath = await kafkaClassPath()
  const folder = await mkdtemp(join(tmpdir(), 'linkmeter-kafka-'))
  try {
    const [free, controller, proxied] = await freePorts(3)
    const port = options.port ?? free
    const properties = join(folder, 'server.properties')
    await writeFile(properties, serverProperties({ ...options, port, controller, proxied, folder }))
    const java = (...parts: string[]) => ['java', '-XX:+UseSerialGC', '-cp', classPath, ...parts]
    const [command = '', ...parts] = java(
      'kafka.tools.StorageTool',
      'format',
      '-t',
      randomUUID(),
      '-c',
      properties,
    )
    await promisify(execFile)(command, parts)
    const broker = runUntilWeEnd(java('-Xmx512m', 'kafka.Kafka', properties), folder)
    const brokers = `127.0.0.1:${port}`
    await answers(brokers, broker)
    return {
      brokers,
      proxiedPort: options.advertisedPort === undefined ? null : proxied,
      stop: () => broker.end('SIGTERM'),
      kill: () => broker.end('SIGKILL'),
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

/** Sends lines with Java's own console producer, whose compression framing is not kafkajs's. */
export async function produceWithJava(
  brokers: string,
  topic: string,
  codec: string,
  lines: readonly string[],
) {
  const classPath = await kafkaClassPath()
  const tool = 'org.apache.kafka.tools.ConsoleProducer'
  const parts = ['--bootstrap-server', brokers, '--topic', topic, '--compression-codec', codec]
  const run = promisify(execFile)('java', ['-XX:TieredStopAtLevel=1', '-cp', classPath, tool, ...parts])
  run.child.stdin?.end(`${lines.join('\n')}\n`)
  await run
}

interface Layout extends KafkaOptions {
  readonly port: number
  readonly controller: number
  readonly proxied: number
  readonly folder: string
}

function serverProperties({ port, controller, proxied, advertisedPort, folder, properties }: Layout): string {
  const behindProxy = advertisedPort === undefined ? '' : `,PROXIED://127.0.0.1:${proxied}`
  const atProxy = advertisedPort === undefined ? '' : `,PROXIED://127.0.0.1:${advertisedPort}`
  const settings: Record<string, string> = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}${behindProxy}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}${atProxy}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,PROXIED:PLAINTEXT',
    'log.dirs': join(folder, 'logs'),
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '8',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '4',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    'auto.create.topics.enable': 'false',
    ...properties,
  }
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}

interface Child {
  exited(): boolean
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

/**
 * Runs a command that must not outlive us, however we end: a shell holds the other end of a pipe of ours,
 * and when that closes (Ctrl-C, SIGKILL, a crash) it kills the command and removes its folder.
 */
function runUntilWeEnd(command: readonly string[], folder: string): Child {
  const script = `folder=$1; shift
    "$@" </dev/null >/dev/null 2>&1 & child=$!
    trap 'kill -TERM $child' TERM
    trap '' INT HUP
    exec 3<&0
    { cat <&3 >/dev/null; kill -KILL $child 2>/dev/null; wait; rm -rf "$folder"; } &
    exec 3<&- 0</dev/null
    wait $child; wait $child 2>/dev/null; exit 0`
  const shell = spawn('sh', ['-c', script, 'sh', folder, ...command], { stdio: ['pipe', 'ignore', 'ignore'] })
  let exited = false
  const exit = new Promise<void>((resolve) => {
    shell.once('exit', () => {
      exited = true
      resolve()
    })
  })
  // The pipe alone must not keep a finished test run alive.
  shell.stdin.on('error', () => {})
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    if (signal === 'SIGTERM') {
      shell.kill('SIGTERM')
      await Promise.race([exit, sleep(10_000, undefined, { ref: false })])
    }
    shell.stdin.end()
    await exit
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
  return { exited: () => exited, end }
}

async function answers(brokers: string, broker: Child): Promise<void> {
  const deadline = Date.now() + 60_000
  while (!(await answersOnce(brokers))) {
    if (broker.exited()) throw new Error(`Kafka ended while starting on ${brokers}`)
    if (Date.now() > deadline) {
      await broker.end('SIGKILL')
      throw new Error(`Kafka did not answer on ${brokers} within a minute`)
    }
    await sleep(200)
  }
}

async function answersOnce(brokers: string): Promise<boolean> {
  const retry = { retries: 5, initialRetryTime: 100, maxRetryTime: 200 }
  const admin = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING, retry }).admin()
  try {
    await admin.connect()
    // The first look for a group makes the broker create its offsets topic: until then no consumer can join.
    await admin.describeGroups(['ready'])
    return true
  } catch {
    return false
  } finally {
    await admin.disconnect().catch(() => {})
  }
}

/** Ports that were free a moment ago: held together, so that they differ. */
async function freePorts(count: 3): Promise<[number, number, number]>
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer())
  const ports = await Promise.all(
    servers.map(async (server) => {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const address = server.address()
      return typeof address === 'object' && address !== null ? address.port : 0
    }),
  )
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}
