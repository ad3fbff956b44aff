/** Reading a real Kafka: at least once, in order, in bounded memory, through rebalances and lost brokers. */
import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { createProducer } from '../../src/kafka/producer.ts'
import { startProxiedKafka } from '../support/broker-proxy.ts'
import * as support from '../support/consuming.ts'

const brokers = inject('brokers')
const opened: { stop(): Promise<void> }[] = []
let group: string

beforeEach(() => {
  group = `group-${randomUUID()}`
})

afterEach(async () => {
  for (const open of opened.splice(0).reverse()) await open.stop()
})

function consume(pass: Omit<Parameters<typeof support.consumerOf>[0], 'kafka'>, at = brokers) {
  const consumer = support.consumerOf({ kafka: support.settingsOf(at, group), ...pass })
  opened.push(consumer)
  return consumer
}

describe('committing', () => {
  test('nothing is committed before it is stored, all of it after', async () => {
    const topic = await support.createTopic(brokers)
    await support.produce(brokers, topic, support.numbered(10))
    const pipeline = support.fakePipeline()
    const consumer = consume({ topics: [topic], take: pipeline.take })
    await consumer.start()
    await expect.poll(() => pipeline.held(), { timeout: 10_000 }).toBe(10)
    expect(await support.committed(brokers, group, topic)).toEqual([-1])
    pipeline.storeAll()
    await expect.poll(() => support.committed(brokers, group, topic), { timeout: 5_000 }).toEqual([10])
  })

  test('what was taken and not stored comes again after a stop', async () => {
    const topic = await support.createTopic(brokers)
    await support.produce(brokers, topic, support.numbered(3))
    const first = support.fakePipeline({ stores_after_ms: 0 })
    const before = consume({ topics: [topic], take: first.take })
    await before.start()
    await expect.poll(() => support.committed(brokers, group, topic), { timeout: 10_000 }).toEqual([3])
    await before.stop()

    await support.produce(brokers, topic, support.numbered(4, 3))
    const second = support.fakePipeline()
    const stopped = consume({ topics: [topic], take: second.take })
    await stopped.start()
    await expect.poll(() => second.texts(), { timeout: 10_000 }).toEqual(support.numbered(4, 3))
    await stopped.stop()
    expect(await support.committed(brokers, group, topic)).toEqual([3])

    const third = support.fakePipeline({ stores_after_ms: 0 })
    const after = consume({ topics: [topic], take: third.take })
    await after.start()
    await expect.poll(() => third.texts(), { timeout: 10_000 }).toEqual(support.numbered(4, 3))
  })

  test('a stop waits until what was taken is stored, and commits it', async () => {
    const topic = await support.createTopic(brokers)
    await support.produce(brokers, topic, support.numbered(5))
    const pipeline = support.fakePipeline({ stores_after_ms: 500 })
    const consumer = consume({ topics: [topic], take: pipeline.take, stop_timeout_ms: 10_000 })
    await consumer.start()
    await expect.poll(() => pipeline.held(), { timeout: 10_000 }).toBe(5)
    await consumer.stop()
    expect(await support.committed(brokers, group, topic)).toEqual([5])
    expect(consumer.assigned()).toBe(false)
  })

  test('partitions stored at one time are committed in one request', async () => {
    const topic = await support.createTopic(brokers, 4)
    await support.produce(brokers, topic, support.numbered(40), 4)
    const pipeline = support.fakePipeline()
    const consumer = consume({ topics: [topic], take: pipeline.take })
    await consumer.start()
    await expect.poll(() => pipeline.held(), { timeout: 10_000 }).toBe(40)
    pipeline.storeAll()
    await expect.poll(() => support.committed(brokers, group, topic)).toEqual([10, 10, 10, 10])
    expect(await consumer.metric('linkmeter_kafka_commits_total')).toBe(1)
    expect(await consumer.metric('linkmeter_kafka_lag_messages')).toBe(0)
  })
})

describe('reading', () => {
  test('messages of a partition come in order, whole', async () => {
    const topic = await support.createTopic(brokers, 2)
    await support.produce(brokers, topic, support.numbered(5_000), 2)
    const pipeline = support.fakePipeline({ stores_after_ms: 0 })
    await consume({ topics: [topic], take: pipeline.take }).start()
    await expect.poll(() => pipeline.texts().length, { timeout: 10_000 }).toBe(5_000)
    for (const partition of [0, 1]) {
      const messages = pipeline.slices
        .filter((slice) => slice.partition === partition)
        .flatMap((slice) => slice.messages)
      expect(messages.map(({ offset }) => offset)).toEqual(Array.from({ length: 2_500 }, (_, index) => index))
      expect(String(messages[1]?.value)).toBe(`message ${2 + partition}`)
    }
  })

  test('keys, headers, tombstones and times arrive', async () => {
    const topic = await support.createTopic(brokers)
    const producer = await createProducer({ kafka: support.settingsOf(brokers), logger: support.silent })
    await producer.send(topic, [
      { key: 'k', value: null, headers: { CE_Type: 'a', twice: ['x', 'y'] }, timestamp: '1700000000123' },
      { value: '' },
    ])
    await producer.close()
    const pipeline = support.fakePipeline({ stores_after_ms: 0 })
    await consume({ topics: [topic], take: pipeline.take }).start()
    await expect.poll(() => pipeline.slices.length, { timeout: 10_000 }).toBe(1)
    expect(pipeline.slices[0]?.high_watermark).toBe(2)
    expect(pipeline.slices[0]?.messages[0]).toEqual({
      key: Buffer.from('k'),
      value: null,
      headers: { ce_type: 'a', twice: 'y' },
      offset: 0,
      delivered_at: 1_700_000_000_123,
    })
    expect(pipeline.slices[0]?.messages[1]?.value).toEqual(Buffer.alloc(0))
  })

  test('without room nothing more is taken, and the group is kept alive beyond its session', async () => {
    // 60 messages of half a MiB: a slice holds at most 8 MiB, so 16 of them.
    const topic = await support.createTopic(brokers)
    const large = support.numbered(60).map((text) => text.padEnd(512 * 1024, '.'))
    await support.produce(brokers, topic, large)
    const pipeline = support.fakePipeline({ room: 20 })
    const consumer = consume({ topics: [topic], take: pipeline.take })
    await consumer.start()
    await expect.poll(() => consumer.metric('linkmeter_kafka_paused'), { timeout: 20_000 }).toBe(1)
    const held = pipeline.held()
    await new Promise((resolve) => setTimeout(resolve, 8_000))
    expect(pipeline.held()).toBe(held)
    expect(pipeline.mostHeld()).toBeLessThanOrEqual(20 + 16)
    expect(await consumer.metric('linkmeter_kafka_lag_messages')).toBe(60 - held)
    pipeline.storeAll()
    await expect.poll(() => support.committed(brokers, group, topic), { timeout: 10_000 }).toEqual([60])
    expect(pipeline.texts()).toEqual(large)
    expect(await consumer.metric('linkmeter_kafka_paused')).toBe(0)
    expect(await consumer.metric('linkmeter_kafka_rebalances_total')).toBe(1)
  })

  test('back-pressure goes on and off, and everything comes once, in order', async () => {
    const topic = await support.createTopic(brokers)
    const large = support.numbered(60).map((text) => text.padEnd(512 * 1024, '.'))
    await support.produce(brokers, topic, large)
    const pipeline = support.fakePipeline({ room: 20, stores_after_ms: 100 })
    await consume({ topics: [topic], take: pipeline.take }).start()
    await expect.poll(() => support.committed(brokers, group, topic), { timeout: 20_000 }).toEqual([60])
    expect(pipeline.texts()).toEqual(large)
    expect(pipeline.mostHeld()).toBeLessThanOrEqual(20 + 16)
  })
})

describe('groups', () => {
  test('two members share the partitions; what the first had not stored comes again, nothing is lost', async () => {
    const topic = await support.createTopic(brokers, 4)
    await support.produce(brokers, topic, support.numbered(400), 4)
    const first = support.fakePipeline()
    const one = consume({ topics: [topic], take: first.take })
    await one.start()
    await expect.poll(() => first.held(), { timeout: 10_000 }).toBe(400)

    const second = support.fakePipeline({ stores_after_ms: 0 })
    const two = consume({ topics: [topic], take: second.take })
    await two.start()
    await expect.poll(() => second.texts().length, { timeout: 20_000 }).toBe(200)
    await expect.poll(() => one.assigned() && two.assigned(), { timeout: 10_000 }).toBe(true)
    const ofSecond = [...new Set(second.slices.map(({ partition }) => partition))]
    expect(ofSecond).toHaveLength(2)

    // Stored at last, under an assignment that is over: the second member's commits stay as they are.
    first.storeAll()
    await expect
      .poll(() => support.committed(brokers, group, topic), { timeout: 10_000 })
      .toEqual([100, 100, 100, 100])
    expect(new Set([...first.texts(), ...second.texts()])).toEqual(new Set(support.numbered(400)))
  })

  test('a member beyond the number of partitions is a member all the same', async () => {
    const topic = await support.createTopic(brokers)
    const members = [1, 2].map(() => consume({ topics: [topic], take: support.fakePipeline().take }))
    await Promise.all(members.map((member) => member.start()))
    await expect
      .poll(() => members.map((member) => member.assigned()), { timeout: 15_000 })
      .toEqual([true, true])
  })
})

describe('trouble', () => {
  test('a topic that does not exist is named', async () => {
    const consumer = consume({ topics: ['not-there'], take: support.fakePipeline().take })
    await expect(consumer.start()).rejects.toMatchObject({
      code: 'topic_missing',
      message: 'The Kafka topic not-there does not exist. Create it, or correct KAFKA_TOPICS.',
    })
  })

  test('a broker that is not there is named within ten seconds or so', async () => {
    const started = Date.now()
    const consumer = consume({ topics: ['events'], take: support.fakePipeline().take }, '127.0.0.1:1')
    await expect(consumer.start()).rejects.toMatchObject({
      code: 'broker_unreachable',
      message: expect.stringMatching(
        /^Kafka at 127\.0\.0\.1:1 cannot be reached: [^\n]*ECONNREFUSED[^\n]*\. Check/,
      ),
    })
    expect(Date.now() - started).toBeLessThan(12_000)
  })

  test('messages that the log dropped before they were read are counted and named', async () => {
    const topic = await support.createTopic(brokers)
    await support.produce(brokers, topic, support.numbered(10))
    const first = support.fakePipeline({ stores_after_ms: 0 })
    const before = consume({ topics: [topic], take: first.take })
    await before.start()
    await expect.poll(() => support.committed(brokers, group, topic), { timeout: 10_000 }).toEqual([10])
    await before.stop()
    expect(await before.metric('linkmeter_kafka_offset_gaps_total')).toBe(0)

    await support.produce(brokers, topic, support.numbered(20, 10))
    await support.withAdmin(brokers, async (admin) => {
      await admin.fetchTopicMetadata({ topics: [topic] })
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '25' }] })
    })
    const lines: string[] = []
    const logger = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) })
    const second = support.fakePipeline({ stores_after_ms: 0 })
    const after = consume({ topics: [topic], take: second.take, logger })
    await after.start()
    await expect.poll(() => second.texts(), { timeout: 15_000 }).toEqual(support.numbered(5, 25))
    expect(await after.metric('linkmeter_kafka_offset_gaps_total')).toBe(1)
    expect(lines.map((line): unknown => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ topic, partition: 0, from: 10, to: 25 }),
    )
    await expect.poll(() => support.committed(brokers, group, topic)).toEqual([30])
  })

  test('a fault of our own ends the consumer aloud', async () => {
    const topic = await support.createTopic(brokers)
    await support.produce(brokers, topic, ['one'])
    const take = () => {
      throw new TypeError('a fault')
    }
    const consumer = consume({ topics: [topic], take })
    await consumer.start()
    await expect.poll(() => consumer.crashes, { timeout: 15_000 }).toHaveLength(1)
    expect(consumer.crashes[0]).toMatchObject({ code: 'consumer_crashed' })
    expect(consumer.assigned()).toBe(false)
  })

  test('a consumer that never started can be stopped', async () => {
    const idle = consume({ topics: ['events'], take: support.fakePipeline().take })
    await idle.stop()
    expect(idle.assigned()).toBe(false)
  })
})

describe('a broker that is lost', () => {
  test('reading goes on where it was when the broker is back, and stored rows whose commit was lost come again', async () => {
    const proxied = await startProxiedKafka()
    opened.push(proxied)
    const direct = proxied.kafka.brokers
    const topic = await support.createTopic(direct)
    await support.produce(direct, topic, support.numbered(5))
    const pipeline = support.fakePipeline({ stores_after_ms: 0 })
    const consumer = consume({ topics: [topic], take: pipeline.take }, proxied.proxy.brokers)
    await consumer.start()
    await expect.poll(() => support.committed(direct, group, topic), { timeout: 10_000 }).toEqual([5])

    proxied.proxy.holdCommits()
    await support.produce(direct, topic, support.numbered(5, 5))
    await expect.poll(() => pipeline.texts().length, { timeout: 10_000 }).toBe(10)
    await expect.poll(() => proxied.proxy.heldCommits(), { timeout: 5_000 }).toBeGreaterThan(0)
    proxied.proxy.cut()
    proxied.proxy.releaseCommits()
    expect(await support.committed(direct, group, topic)).toEqual([5])
    await expect.poll(() => consumer.assigned(), { timeout: 20_000 }).toBe(false)

    proxied.proxy.restore()
    await support.produce(direct, topic, support.numbered(5, 10))
    await expect.poll(() => support.committed(direct, group, topic), { timeout: 40_000 }).toEqual([15])
    expect(consumer.assigned()).toBe(true)
    expect(new Set(pipeline.texts())).toEqual(new Set(support.numbered(15)))
    // Redelivered: stored, yet not committed when the broker was lost.
    expect(pipeline.texts().filter((text) => text === 'message 7')).toHaveLength(2)
    expect(consumer.crashes).toEqual([])
  }, 120_000)
})
