/** For tests of reading Kafka: topics of their own, messages in them, and a pipeline whose storing they steer. */
import { randomUUID } from 'node:crypto'
import { type Admin, Kafka, logLevel } from 'kafkajs'
import { type Logger, pino } from 'pino'
import { Registry } from 'prom-client'
import type { LinkmeterError } from '../../src/errors.ts'
import type { KafkaSettings } from '../../src/kafka/connect.ts'
import { type Consumer, createConsumer } from '../../src/kafka/consumer.ts'
import type { LogSlice, Take } from '../../src/kafka/log-slice.ts'
import { kafkaMetrics } from '../../src/kafka/metrics.ts'
import { createProducer } from '../../src/kafka/producer.ts'

export const silent = pino({ level: 'silent' })

export function settingsOf(brokers: string, group_id = `group-${randomUUID()}`): KafkaSettings {
  // The shortest session a broker allows: a dead member's partitions go to others after it.
  return { brokers: [brokers], group_id, ssl: false, session_timeout_ms: 6_000 }
}

export async function withAdmin<Result>(
  brokers: string,
  use: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  const admin = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  try {
    return await use(admin)
  } finally {
    await admin.disconnect()
  }
}

export async function createTopic(brokers: string, partitions = 1): Promise<string> {
  const topic = `topic-${randomUUID()}`
  await withAdmin(brokers, (admin) => admin.createTopics({ topics: [{ topic, numPartitions: partitions }] }))
  return topic
}

/** Sends texts, or bytes as they are, to the partitions in turn. */
export async function produce(
  brokers: string,
  topic: string,
  texts: readonly (string | Buffer)[],
  partitions = 1,
) {
  const producer = await createProducer({ kafka: settingsOf(brokers), logger: silent })
  await producer.send(
    topic,
    texts.map((value, index) => ({ value, partition: index % partitions })),
  )
  await producer.close()
}

export function numbered(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => `message ${from + index}`)
}

/** The committed offset of each partition, -1 for none. */
export function committed(brokers: string, group: string, topic: string): Promise<number[]> {
  return withAdmin(brokers, async (admin) => {
    const [offsets] = await admin.fetchOffsets({ groupId: group, topics: [topic] })
    const partitions = [...(offsets?.partitions ?? [])].sort((a, b) => a.partition - b.partition)
    return partitions.map(({ offset }) => Number(offset))
  })
}

export interface FakePipeline {
  readonly take: Take
  readonly slices: LogSlice[]
  /** The texts taken so far, in the order they came. */
  texts(): string[]
  /** Stores what was taken and is held, and everything from now on. */
  storeAll(): void
  /** The most messages that were taken and not stored at one time. */
  mostHeld(): number
  held(): number
}

/** A pipeline with room for `room` messages that stores nothing until told, or each slice after `stores_after_ms`. */
export function fakePipeline(options: { room?: number; stores_after_ms?: number } = {}): FakePipeline {
  const { room = Number.POSITIVE_INFINITY, stores_after_ms } = options
  const slices: LogSlice[] = []
  const waiting: (() => void)[] = []
  const roomWaiters: (() => void)[] = []
  let storing = false
  let held = 0
  let mostHeld = 0
  const take: Take = (slice) => {
    slices.push(slice)
    held += slice.messages.length
    mostHeld = Math.max(mostHeld, held)
    const stored = new Promise<void>((resolve) => {
      const store = () => {
        held -= slice.messages.length
        resolve()
        if (held < room) for (const wake of roomWaiters.splice(0)) wake()
      }
      if (storing) store()
      else if (stores_after_ms !== undefined) setTimeout(store, stores_after_ms)
      else waiting.push(store)
    })
    const hasRoom =
      held < room ? Promise.resolve() : new Promise<void>((resolve) => roomWaiters.push(resolve))
    return { room: hasRoom, stored }
  }
  return {
    take,
    slices,
    texts: () => slices.flatMap(({ messages }) => messages.map(({ value }) => String(value))),
    storeAll: () => {
      storing = true
      for (const store of waiting.splice(0)) store()
    },
    mostHeld: () => mostHeld,
    held: () => held,
  }
}

export interface TestConsumer extends Consumer {
  readonly registry: Registry
  readonly crashes: LinkmeterError[]
  /** The value of a metric without labels. */
  metric(name: string): Promise<number>
}

export function consumerOf(pass: {
  kafka: KafkaSettings
  topics: readonly string[]
  take: Take
  logger?: Logger
  stop_timeout_ms?: number
}): TestConsumer {
  const registry = new Registry()
  const crashes: LinkmeterError[] = []
  const consumer = createConsumer({
    logger: silent,
    stop_timeout_ms: 1_000,
    ...pass,
    metrics: kafkaMetrics(registry),
    onCrash: (error) => crashes.push(error),
  })
  const metric = async (name: string) => {
    const values = (await registry.getSingleMetric(name)?.get())?.values ?? []
    return values.reduce((sum, { value }) => sum + value, 0)
  }
  return { ...consumer, registry, crashes, metric }
}
