/** Live events at a steady rate, told as they happen, through Java's own producer: kafkajs needs a processor for 35,000/s. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LinkName } from '../../../src/web/api/link-id.ts'
import { kafkaClassPath } from '../../support/kafka-jars.ts'
import { plainLinks } from '../../support/plain-links.ts'
import { LINKS } from './estate.ts'

export interface LiveEvents {
  /** So many were handed over until now. */
  readonly told: number
  /** Ends when the broker has acknowledged all of them. */
  stop(): Promise<void>
}

const TICK_MS = 50
const AT_ONCE = 2_000
/** Several seconds: more than the service has in hand at a time, less than it would take for a backlog. */
const AHEAD = 500_000

export interface Telling {
  readonly brokers: string
  readonly topic: string
  /** Begins every event's id. */
  readonly name: string
}

/** As many as are stored: there is always something to take. */
export async function tellWithoutEnd(telling: Telling, stored: () => Promise<number>): Promise<LiveEvents> {
  let last = { rows: 0, at: Number.NEGATIVE_INFINITY }
  return tell(telling, async () => {
    if (performance.now() - last.at > TICK_MS) last = { rows: await stored(), at: performance.now() }
    return last.rows + AHEAD
  })
}

export async function tellAtRate(telling: Telling, per_second: number): Promise<LiveEvents> {
  const began = performance.now()
  return tell(telling, async () => Math.floor(((performance.now() - began) / 1_000) * per_second))
}

/** `dueNow`: how many should have been told by now. */
async function tell(telling: Telling, dueNow: () => Promise<number>): Promise<LiveEvents> {
  const producer = await startProducer(telling)
  const links = plainLinks(LINKS)
  let told = 0
  let isEnding = false
  const ended = (async () => {
    while (!isEnding) {
      const due = await dueNow()
      const count = Math.max(0, Math.min(due - told, AT_ONCE))
      await producer.write(lines(telling, links, told, count))
      told += count
      if (told >= due) await sleep(TICK_MS)
    }
    await producer.end()
  })()
  return {
    get told() {
      return told
    },
    stop: async () => {
      isEnding = true
      await ended
    },
  }
}

async function startProducer({ brokers, topic }: Telling) {
  const classPath = await kafkaClassPath()
  const settings = { 'linger.ms': 20, 'batch.size': 262_144, 'buffer.memory': 67_108_864 }
  const properties = Object.entries(settings).flatMap((pair) => ['--producer-property', pair.join('=')])
  const tool = ['-Xmx256m', '-XX:+UseSerialGC', '-cp', classPath, 'org.apache.kafka.tools.ConsoleProducer']
  const parts = [...tool, '--bootstrap-server', brokers, '--topic', topic, ...properties]
  const [command, ...rest] = ['java', ...parts] as const
  const child = spawn(command, rest, { stdio: ['pipe', 'ignore', 'ignore'] })
  const exit = once(child, 'exit')
  return {
    write: async (text: string) => {
      if (text !== '' && !child.stdin.write(text)) await once(child.stdin, 'drain')
    },
    end: async () => {
      child.stdin.end()
      const [code] = await exit
      if (code !== 0) throw new Error(`the producer ended with ${code}`)
    },
  }
}

function lines({ name }: Telling, links: readonly LinkName[], first: number, count: number): string {
  const time = new Date().toISOString()
  let text = ''
  for (let n = first; n < first + count; n += 1) text += `${eventText(name, n, time, links)}\n`
  return text
}

/** Some 450 bytes, as the ingest bench has them; put together by hand, since half of the machine is not ours. */
function eventText(name: string, n: number, time: string, links: readonly LinkName[]): string {
  // A token is of one link, and used some times.
  const token = n >> 4
  const { source_account, target_account, role } = links[token % links.length] ?? NO_LINK
  const id = scrambled(n)
  const denied = n % 1_000 === 0
  return (
    `{"kind":"action","event_id":"${name}-${id}-${n}","time":"${time}","emitter":"gateway-${n % 5}",` +
    `"source_account":"${source_account}","target_account":"${target_account}","role":"${role}",` +
    `"region":"eu-west-1","principal":"service-${n % 100}","correlation_id":"${name}${scrambled(n + 1)}${id}",` +
    `"request_id":"${scrambled(n + 2)}-${id}-${n}","token_id":"token-${name}-${scrambled(token)}",` +
    `"operation":"s3:GetObject","resource":"s3/team-${n % 12}/${n % 400}",` +
    `"outcome":"${denied ? 'auth_error' : 'success'}","error_type":"${denied ? 'access_denied' : ''}",` +
    `"latency_ms":${(n % 3_000) / 10},"synchronous":${n % 12 !== 0},"source_ip":"10.0.${n % 4}.${n % 250}"}`
  )
}

const NO_LINK: LinkName = { source_account: '', target_account: '', role: '' }

/** Eight hexadecimal digits, each number its own. */
function scrambled(n: number): string {
  return (Math.imul(n, 2_654_435_761) >>> 0).toString(16).padStart(8, '0')
}
