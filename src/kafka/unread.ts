/** How much of a topic a consumer group has not committed yet. */
import type { Logger } from 'pino'
import { type KafkaSettings, kafkaClient } from './connect.ts'

/** Messages between the group's commits and the topic's end, over all partitions. */
export async function unreadMessages(kafka: KafkaSettings, topic: string, logger: Logger): Promise<number> {
  const admin = (await kafkaClient(kafka, logger)).admin()
  await admin.connect()
  try {
    const ends = await admin.fetchTopicOffsets(topic)
    const [committed] = await admin.fetchOffsets({ groupId: kafka.group_id, topics: [topic] })
    const done = new Map(committed?.partitions.map(({ partition, offset }) => [partition, Number(offset)]))
    return ends.reduce((sum, { partition, low, high }) => {
      const from = Math.max(done.get(partition) ?? 0, Number(low))
      return sum + Math.max(0, Number(high) - from)
    }, 0)
  } finally {
    await admin.disconnect()
  }
}
