/** The proxy that other tests stand on does what it says. */
import { randomUUID } from 'node:crypto'
import { type Admin, Kafka, logLevel, Partitioners } from 'kafkajs'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ProxiedKafka, startProxiedKafka } from '../support/broker-proxy.ts'

let proxied: ProxiedKafka
let topic: string
let group: string

beforeAll(async () => {
  proxied = await startProxiedKafka()
})

beforeEach(async () => {
  topic = `topic-${randomUUID()}`
  group = `group-${randomUUID()}`
  await withAdmin(proxied.kafka.brokers, (admin) => admin.createTopics({ topics: [{ topic }] }))
})

afterAll(() => proxied?.stop())

test('clients that come through the proxy are told to come back through it', async () => {
  const { brokers } = await withAdmin(proxied.proxy.brokers, (admin) => admin.describeCluster())
  expect(brokers.map(({ host, port }) => `${host}:${port}`)).toEqual([proxied.proxy.brokers])
})

test('what passes the proxy arrives: a produced megabyte can be read', async () => {
  await produce(4, Buffer.alloc(250_000, 'x'))
  const [offsets] = await withAdmin(proxied.proxy.brokers, (admin) => admin.fetchTopicOffsets(topic))
  expect(offsets?.high).toBe('4')
})

test('held commits never reach the broker, released ones do', async () => {
  await produce(4, Buffer.from('x'))
  const consumer = client(proxied.proxy.brokers).consumer({ groupId: group })
  await consumer.subscribe({ topic })
  await consumer.run({ autoCommit: false, eachBatch: async () => {} })
  const commit = (offset: string) => consumer.commitOffsets([{ topic, partition: 0, offset }])
  await commit('2')
  const before = proxied.proxy.heldCommits()
  proxied.proxy.holdCommits()
  const unanswered = commit('3')
  await expect.poll(() => proxied.proxy.heldCommits() - before).toBe(1)
  expect(await committed()).toBe('2')
  proxied.proxy.releaseCommits()
  // Nobody answers the held request; the client asks again once its connection is gone.
  proxied.proxy.cut()
  proxied.proxy.restore()
  await unanswered
  expect(await committed()).toBe('3')
  await consumer.disconnect()
})

test('a cut proxy lets nothing through until it is restored', async () => {
  proxied.proxy.cut()
  await expect(withAdmin(proxied.proxy.brokers, (admin) => admin.listTopics())).rejects.toThrow()
  proxied.proxy.restore()
  expect(await withAdmin(proxied.proxy.brokers, (admin) => admin.listTopics())).toContain(topic)
})

async function produce(count: number, value: Buffer): Promise<void> {
  const producer = client(proxied.proxy.brokers).producer({
    createPartitioner: Partitioners.DefaultPartitioner,
  })
  await producer.connect()
  await producer.send({ topic, messages: Array.from({ length: count }, () => ({ value })) })
  await producer.disconnect()
}

async function committed(): Promise<string | undefined> {
  const offsets = await withAdmin(proxied.kafka.brokers, (admin) =>
    admin.fetchOffsets({ groupId: group, topics: [topic] }),
  )
  return offsets[0]?.partitions[0]?.offset
}

function client(brokers: string): Kafka {
  return new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING, retry: { retries: 3 } })
}

async function withAdmin<Result>(brokers: string, use: (admin: Admin) => Promise<Result>): Promise<Result> {
  const admin = client(brokers).admin()
  try {
    await admin.connect()
    return await use(admin)
  } finally {
    await admin.disconnect()
  }
}
