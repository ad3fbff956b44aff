/** Fills a topic of four partitions with actions. */
import { Kafka, logLevel } from 'kafkajs'
import { actionMessage } from './action-message.ts'

const PARTITIONS = 4
const EVENTS_A_REQUEST = 6_000

export async function fillTopic(
  brokers: string,
  topic: string,
  events: number,
  start_ms: number,
): Promise<void> {
  const kafka = new Kafka({ brokers: [brokers], logLevel: logLevel.ERROR })
  const admin = kafka.admin()
  await admin.connect()
  await admin.createTopics({ topics: [{ topic, numPartitions: PARTITIONS }] })
  await admin.disconnect()
  const producer = kafka.producer()
  await producer.connect()
  for (let first = 0; first < events; first += EVENTS_A_REQUEST) {
    const count = Math.min(EVENTS_A_REQUEST, events - first)
    const messages = Array.from({ length: count }, (_, at) => ({
      value: actionMessage(first + at, start_ms),
      partition: (first + at) % PARTITIONS,
    }))
    await producer.send({ topic, messages, acks: -1 })
  }
  await producer.disconnect()
}
