/** Where the demo's messages go: straight into the pipeline, or to Kafka and back where brokers are named. */
import { setTimeout as sleep } from 'node:timers/promises'
import { sources } from '../events/sources.ts'
import type { Pipeline } from '../ingest/pipeline.ts'
import { createProducer, type Producer } from '../kafka/producer.ts'
import { unreadMessages } from '../kafka/unread.ts'
import type { Context } from './context.ts'

export interface DemoOutlet {
  /** Sends messages; resolves when there is room for more. */
  send(values: readonly Buffer[]): Promise<void>
  /** Resolves when everything sent is stored. */
  settle(): Promise<void>
}

/** Without Kafka: each call is a delivery of its own. */
export function pipelineOutlet(pipeline: Pipeline): DemoOutlet {
  let offset = 0
  return {
    send: async (values) => {
      const messages = values.map((value, index) => ({
        value,
        headers: {},
        offset: offset + index,
        delivered_at: null,
      }))
      offset += values.length
      const taken = pipeline.take({ source: sources.native, topic: 'http', partition: 0, messages })
      // What ends the pipeline is told to its owner; a demo message has nobody else to tell.
      taken.stored.catch(() => {})
      await taken.room
    },
    settle: () => pipeline.drain(),
  }
}

/** Kafka and back: the messages go to the topic that the service reads. */
export function kafkaOutlet(
  producer: Producer,
  { kafka, logger }: { kafka: NonNullable<Context['config']['kafka']>; logger: Context['logger'] },
): DemoOutlet {
  const topic = topicOf(kafka)
  return {
    send: (values) =>
      producer.send(
        topic,
        values.map((value) => ({ value })),
      ),
    settle: async () => {
      while ((await unreadMessages(kafka, topic, logger)) > 0) await sleep(500)
    },
  }
}

const PARTITIONS = 4

/** A producer and the demo's topic, ready for the consumer. @throws LinkmeterError broker_unreachable */
export async function openDemoTopic({ config, logger }: Context): Promise<Producer | null> {
  if (config.kafka === null) return null
  const producer = await createProducer({ kafka: config.kafka, logger })
  await producer.ensureTopic(topicOf(config.kafka), PARTITIONS)
  return producer
}

function topicOf(kafka: NonNullable<Context['config']['kafka']>): string {
  return kafka.topics[0]?.topic ?? 'linkmeter.events'
}
