/** The proxy that other tests stand on does what it says. */
import { randomUUID } from 'node:crypto'
import { type Admin, Kafka, logLevel } from 'kafkajs'
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
  const producer = client(proxied.proxy.brokers).producer()
  await producer.connect()
  const value = Buffer.alloc(250_000, 'x')
  await producer.send({ topic, messages: [{ value }, { value }, { value }, { value }] })
  await producer.disconnect()
  const [offsets] = await withAdmin(proxied.proxy.brokers, (admin) => admin.fetchTopicOffsets(topic))
  expect(offsets?.high).toBe('4')
})

test('held commits never reach the broker, released ones do', async () => {
  const commit = (brokers: string, offset: string) =>
    withAdmin(brokers, (admin) =>
      admin.setOffsets({ groupId: group, topic, partitions: [{ partition: 0, offset }] }),
    )
  await commit(proxied.proxy.brokers, '2')
  const before = proxied.proxy.heldCommits()
  proxied.proxy.holdCommits()
  const ends = commit(proxied.proxy.brokers, '3').catch(() => {})
  await expect.poll(() => proxied.proxy.heldCommits() - before, { timeout: 10_000 }).toBe(1)
  expect(await committed()).toBe('2')
  proxied.proxy.cut()
  await ends
  proxied.proxy.restore()
  expect(await committed()).toBe('2')
  proxied.proxy.releaseCommits()
  await commit(proxied.proxy.brokers, '4')
  expect(await committed()).toBe('4')
})

test('a cut proxy lets nothing through until it is restored', async () => {
  proxied.proxy.cut()
  await expect(withAdmin(proxied.proxy.brokers, (admin) => admin.listTopics())).rejects.toThrow()
  proxied.proxy.restore()
  expect(await withAdmin(proxied.proxy.brokers, (admin) => admin.listTopics())).toContain(topic)
})

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
