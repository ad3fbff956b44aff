/** Every compression a topic may have, as kafkajs writes it and as Java writes it. */
import kafkajs from 'kafkajs'
import { afterEach, describe, expect, inject, test } from 'vitest'
import { registerCodecs } from '../../src/kafka/codecs.ts'
import * as support from '../support/consuming.ts'
import { produceWithJava } from '../support/kafka.ts'

const { CompressionTypes } = kafkajs
const brokers = inject('brokers')
const opened: support.TestConsumer[] = []

afterEach(async () => {
  for (const consumer of opened.splice(0)) await consumer.stop()
})

// Small enough to be decoded at once, and large enough to go to a worker thread (over 64 KiB when compressed).
const small = support.numbered(50)
const large = [...Array(12).keys()].map((index) => noise(index, 60_000))

describe.each(['GZIP', 'Snappy', 'LZ4', 'ZSTD'] as const)('%s', (name) => {
  test('written by kafkajs', async () => {
    registerCodecs()
    const topic = await support.createTopic(brokers)
    const producer = new kafkajs.Kafka({ brokers: [brokers], logLevel: kafkajs.logLevel.NOTHING }).producer({
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    })
    await producer.connect()
    for (const texts of [small, large]) {
      const messages = texts.map((value) => ({ value }))
      await producer.send({ topic, messages, compression: CompressionTypes[name] })
    }
    await producer.disconnect()
    expect(await read(topic, small.length + large.length)).toEqual([...small, ...large])
  })

  test("written by Java's producer", async () => {
    const topic = await support.createTopic(brokers)
    await produceWithJava(brokers, topic, name.toLowerCase(), [...small, ...large])
    expect(await read(topic, small.length + large.length)).toEqual([...small, ...large])
  })
})

async function read(topic: string, count: number): Promise<string[]> {
  const pipeline = support.fakePipeline({ stores_after_ms: 0 })
  const consumer = support.consumerOf({
    kafka: support.settingsOf(brokers),
    topics: [topic],
    take: pipeline.take,
  })
  opened.push(consumer)
  await consumer.start()
  await expect.poll(() => pipeline.texts().length, { timeout: 15_000 }).toBe(count)
  return pipeline.texts()
}

/** Text of one line that hardly compresses, the same at every run. */
function noise(seed: number, length: number): string {
  let state = seed + 1
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return String.fromCharCode(33 + (Math.floor(state / 65_536) % 94))
  }
  return Array.from({ length }, next).join('')
}
