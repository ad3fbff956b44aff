/** kafkajs alone, at the fetch sizes that linkmeter uses: what reading costs before anything is done. */
import { Kafka, logLevel } from 'kafkajs'
import { readTask, report, startStopwatch } from './stopwatch.ts'

const { brokers, topic, events } = readTask()
const kafka = new Kafka({ brokers: [brokers], logLevel: logLevel.ERROR })
const consumer = kafka.consumer({ groupId: `raw-${process.pid}`, maxBytesPerPartition: 8 * 1024 * 1024 })
await consumer.connect()
await consumer.subscribe({ topic, fromBeginning: true })

let stopwatch: ReturnType<typeof startStopwatch> | undefined
let read = 0
await consumer.run({
  autoCommit: false,
  eachBatch: async ({ batch }) => {
    stopwatch ??= startStopwatch()
    read += batch.messages.length
    if (read >= events) report({ ...stopwatch.read(), rss_growth_mib: 0 })
  },
})
