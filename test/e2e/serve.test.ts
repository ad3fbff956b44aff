/** The service as its operators meet it: readiness, metrics, answers that mean stored, clean stops, and a broker that goes away. */
import { randomUUID } from 'node:crypto'
import kafkajs from 'kafkajs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { registerCodecs } from '../../src/kafka/codecs.ts'
import { type ProxiedKafka, startProxiedKafka } from '../support/broker-proxy.ts'
import { committed, createTopic, produce } from '../support/consuming.ts'
import { linkmeter, type RunningService, startService, until } from '../support/service.ts'
import { action, makeWorkplace, post, type Workplace } from '../support/workplace.ts'

const PARTITIONS = 4
const COUNT_ACTIONS = 'SELECT count() FROM actions'

let kafka: ProxiedKafka
let workplace: Workplace
let topic: string
let group: string
const started: RunningService[] = []

beforeAll(async () => {
  kafka = await startProxiedKafka()
})
afterAll(() => kafka?.stop())

beforeEach(async () => {
  workplace = await makeWorkplace()
  topic = await createTopic(kafka.kafka.brokers, PARTITIONS)
  group = `group-${randomUUID()}`
})

afterEach(async () => {
  for (const service of started.splice(0)) await service.stop()
  await workplace.remove()
})

async function start(
  settings: NodeJS.ProcessEnv = {},
  parameters: readonly string[] = ['serve'],
): Promise<RunningService> {
  const service = await startService({ ...workplace.settings, ...settings }, parameters)
  started.push(service)
  return service
}

function startWithKafka(): Promise<RunningService> {
  return start({
    KAFKA_BROKERS: kafka.proxy.brokers,
    KAFKA_TOPICS: `${topic}=native`,
    KAFKA_GROUP_ID: group,
  })
}

function texts(ids: readonly string[], more: object = {}): string[] {
  return ids.map((id) => JSON.stringify(action(id, more)))
}

function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${index}`)
}

const send = (values: readonly string[]) => produce(kafka.kafka.brokers, topic, values, PARTITIONS)

async function committedMessages(): Promise<number> {
  const offsets = await committed(kafka.kafka.brokers, group, topic)
  return offsets.reduce((sum, offset) => sum + Math.max(0, offset), 0)
}

async function untilStored(count: number): Promise<void> {
  await until(async () => (await workplace.number(COUNT_ACTIONS)) === count, {
    what: `${count} stored actions`,
  })
}

interface Readiness {
  readonly status: number
  readonly body: { ready: boolean; checks: Record<string, { ready: boolean; detail: string }> }
}

async function readiness({ address }: RunningService): Promise<Readiness> {
  const answer = await fetch(`${address}/readyz`)
  return { status: answer.status, body: (await answer.json()) as Readiness['body'] }
}

async function metricsOf({ address }: RunningService): Promise<string> {
  return (await fetch(`${address}/metrics`)).text()
}

describe('a service that starts', () => {
  it('is alive at once, ready when its parts are, and says until then which are not', async () => {
    const service = await startWithKafka()
    expect(await (await fetch(`${service.address}/healthz`)).text()).toBe('ok')
    const early = await readiness(service)
    expect(early.status).toBe(503)
    expect(early.body).toMatchObject({ ready: false, checks: { migrations: { ready: true } } })
    // How far the start has come when the first question arrives is a matter of milliseconds.
    const { kafka, jobs } = early.body.checks
    expect([
      { ready: false, detail: 'not yet a member of its consumer group' },
      { ready: true, detail: 'member of its consumer group' },
    ]).toContainEqual(kafka)
    expect(jobs).toEqual({ ready: false, detail: expect.stringMatching(/^not started yet$|^not fresh: /) })
    await until(async () => (await readiness(service)).status === 200, { what: 'the service to be ready' })
    const { body } = await readiness(service)
    expect(Object.entries(body.checks).map(([name, { ready }]) => `${name} ${ready}`)).toEqual([
      'migrations true',
      'kafka true',
      'jobs true',
    ])
  })

  it('runs only the roles it is given: another takes the events, another computes', async () => {
    const service = await start({}, ['serve', '--roles', 'web'])
    const { status, body } = await readiness(service)
    expect({ status, checks: Object.keys(body.checks) }).toEqual({ status: 200, checks: ['migrations'] })
    expect((await post(service.address, `[${texts(['a']).join()}]`)).status).toBe(404)
  })
})

describe('events over HTTP', () => {
  it('are stored when the answer is 200', async () => {
    const service = await start()
    for (let request = 0; request < 5; request += 1) {
      const body = `[${texts(numbered(`request-${request}`, 100)).join()}]`
      expect(await post(service.address, body)).toMatchObject({ status: 200, answer: { stored: 100 } })
      expect(await workplace.number(COUNT_ACTIONS)).toBe((request + 1) * 100)
    }
  })

  it('that were answered with 200 outlive a crash, and are known when they are sent again', async () => {
    const service = await start()
    const body = `[${texts(numbered('kept', 500)).join()}]`
    expect((await post(service.address, body)).status).toBe(200)
    await service.kill()
    const next = await start()
    expect(await post(next.address, body)).toMatchObject({
      status: 200,
      answer: { stored: 0, duplicates: 500 },
    })
    expect(await workplace.number(COUNT_ACTIONS)).toBe(500)
  })
})

describe('/metrics', () => {
  it('shows burn rates soon after events came, and nothing for what is unknown', async () => {
    const service = await start()
    await until(async () => (await readiness(service)).status === 200, { what: 'the service to be ready' })
    expect(await metricsOf(service)).not.toMatch(/^linkmeter_(slo_burn_rate|sli_ratio)/m)

    // Two minutes ago through one link: 3 actions succeeded, 1 was denied. Of tokens nothing is known.
    const link = {
      source_account: '1',
      target_account: '2',
      role: 'reader',
      time: new Date(Date.now() - 120_000).toISOString(),
    }
    const events = [...texts(['a', 'b', 'c'], link), ...texts(['d'], { ...link, outcome: 'auth_error' })]
    expect((await post(service.address, `[${events.join()}]`)).status).toBe(200)
    await until(async () => /^linkmeter_slo_burn_rate/m.test(await metricsOf(service)), {
      what: 'burn rates',
      every_ms: 500,
    })

    const text = await metricsOf(service)
    // A quarter failed where one in 200 may: 50 times too fast.
    expect(text).toMatch(/^linkmeter_slo_burn_rate\{slo="m03-action-success",window="1h"\} 50$/m)
    expect(text).toMatch(/^linkmeter_sli_ratio\{slo="m03-action-success"[^}]*\} 0\.75$/m)
    expect(text).not.toMatch(/^linkmeter_(slo_burn_rate|sli_ratio|sli_seconds)\{slo="m02-/m)
    expect(text).not.toMatch(/ NaN$/m)
  })
})

describe('SIGTERM', () => {
  it('ends a quiet service with exit code 0, its data folder free for the next', async () => {
    const service = await start()
    expect((await post(service.address, `[${texts(numbered('quiet', 10)).join()}]`)).status).toBe(200)
    expect(await service.stop()).toBe(0)
    const { stdout } = await linkmeter(['sql', COUNT_ACTIONS, '-f', 'TSV'], workplace.settings)
    expect(stdout).toBe('10\n')
  })

  it('during heavy Kafka traffic ends with exit code 0 and loses nothing', async () => {
    const all = 120_000
    await send(texts(numbered('heavy', all)))
    const first = await startWithKafka()
    await until(async () => (await workplace.number(COUNT_ACTIONS)) > 0, {
      what: 'the first rows',
      every_ms: 20,
    })
    expect(await first.stop()).toBe(0)
    // What it had taken is stored and committed; the rest is neither.
    const done = await committedMessages()
    expect(done).toBeGreaterThan(0)
    expect(first.stderr()).not.toContain('did not stop cleanly')

    const next = await startWithKafka()
    expect(await workplace.number(COUNT_ACTIONS)).toBeGreaterThanOrEqual(done)
    await until(async () => (await committedMessages()) === all, { what: 'every message to be committed' })
    expect(await workplace.rows('SELECT count() AS n, uniqExact(event_id) AS ids FROM actions')).toEqual([
      { n: all, ids: all },
    ])
    expect(await workplace.number('SELECT count() FROM dead_letters')).toBe(0)
    expect(await next.stop()).toBe(0)
  })

  it('while it still starts ends it with exit code 0', async () => {
    const service = await startWithKafka()
    expect(await service.stop()).toBe(0)
    expect(service.stderr()).not.toMatch(/ {4}at |linkmeter: /)
  })
})

describe('events over Kafka', () => {
  it('arrive whatever they are compressed with', async () => {
    registerCodecs()
    const service = await startWithKafka()
    const client = new kafkajs.Kafka({ brokers: [kafka.kafka.brokers], logLevel: kafkajs.logLevel.NOTHING })
    const producer = client.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
    await producer.connect()
    const codecs = ['None', 'GZIP', 'Snappy', 'LZ4', 'ZSTD'] as const
    for (const codec of codecs) {
      const messages = texts(numbered(codec, 100)).map((value) => ({ value }))
      await producer.send({ topic, messages, compression: kafkajs.CompressionTypes[codec] })
    }
    await producer.disconnect()
    await untilStored(100 * codecs.length)
    const rows = await workplace.rows(
      "SELECT splitByChar('-', event_id)[1] AS codec, count() AS n FROM actions GROUP BY codec ORDER BY n, codec",
    )
    expect(rows).toEqual(codecs.toSorted().map((codec) => ({ codec, n: 100 })))
    expect(service.stderr()).not.toContain('"level":"error"')
  })

  it('go on when the broker was away for a while, and HTTP goes on meanwhile', async () => {
    const service = await startWithKafka()
    await send(texts(numbered('before', 1_000)))
    await untilStored(1_000)
    kafka.proxy.cut()
    try {
      await send(texts(numbered('during', 1_000)))
      await until(async () => (await readiness(service)).body.checks['kafka']?.ready === false, {
        what: 'the service to say that Kafka is lost',
      })
      expect((await post(service.address, `[${texts(['http']).join()}]`)).status).toBe(200)
    } finally {
      kafka.proxy.restore()
    }
    await send(texts(numbered('after', 1_000)))
    await untilStored(3_001)
    await until(async () => (await committedMessages()) === 3_000, { what: 'every message to be committed' })
    await until(async () => (await readiness(service)).status === 200, {
      what: 'the service to be ready again',
    })
    expect(await service.stop()).toBe(0)
  })
})
