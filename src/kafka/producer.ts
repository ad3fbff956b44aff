/** Sends messages to a topic, in batches a broker accepts at its default settings. */
import kafkajs, { type Message } from 'kafkajs'
import type { Logger } from 'pino'
import { type KafkaSettings, kafkaClient, unreachable } from './connect.ts'

export interface Producer {
  /** Creates the topic unless it is there. `partitions` counts for a new one only. */
  ensureTopic(topic: string, partitions: number): Promise<void>
  /** Resolves once every message is acknowledged by all in-sync replicas. Messages of one call keep their order. */
  send(topic: string, messages: readonly Message[]): Promise<void>
  close(): Promise<void>
}

/** Brokers refuse record batches over 1 MiB unless told otherwise; all of a request may fall to one partition. */
const MAX_REQUEST_BYTES = 900 * 1024
/** What a record takes beyond its key, value and headers, at the most. */
const RECORD_OVERHEAD_BYTES = 40

/** @throws LinkmeterError broker_unreachable */
export async function createProducer({
  kafka,
  logger,
}: {
  kafka: KafkaSettings
  logger: Logger
}): Promise<Producer> {
  const client = await kafkaClient(kafka, logger)
  const producer = client.producer({
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    retry: { retries: 8 },
  })
  try {
    await producer.connect()
  } catch (error) {
    throw unreachable(kafka, error)
  }
  return {
    ensureTopic: async (topic, partitions) => {
      const admin = client.admin()
      await admin.connect()
      try {
        await admin.createTopics({ topics: [{ topic, numPartitions: partitions, replicationFactor: -1 }] })
      } finally {
        await admin.disconnect()
      }
    },
    send: async (topic, messages) => {
      for (const request of requestsOf(messages)) await producer.send({ topic, messages: request })
    },
    close: () => producer.disconnect(),
  }
}

/** Cuts a list of messages into requests, keeping its order. A message larger than a request goes alone. */
export function requestsOf(messages: readonly Message[], limit_bytes = MAX_REQUEST_BYTES): Message[][] {
  const requests: Message[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const message of messages) {
    const size = sizeOf(message)
    if (bytes + size > limit_bytes) {
      requests.push([])
      bytes = 0
    }
    requests.at(-1)?.push(message)
    bytes += size
  }
  return requests
}

function sizeOf({ key, value, headers }: Message): number {
  const named = Object.entries(headers ?? {}).map(
    ([name, text]) => bytesOf(name) + bytesOf([text].flat().join('')),
  )
  return RECORD_OVERHEAD_BYTES + bytesOf(key) + bytesOf(value) + named.reduce((sum, size) => sum + size, 0)
}

function bytesOf(part: Buffer | string | null | undefined): number {
  return part == null ? 0 : Buffer.byteLength(part)
}
