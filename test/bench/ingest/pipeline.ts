/** linkmeter's own way: its consumer, native source, checks, batches, embedded store and commits, as `serve` runs them. */
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { openEmbedded } from '../../../src/clickhouse/embedded.ts'
import { migrate } from '../../../src/clickhouse/migrations.ts'
import { allViews } from '../../../src/clickhouse/views.ts'
import { kafkaIntake } from '../../../src/commands/intake.ts'
import { native } from '../../../src/events/sources/native.ts'
import { ingestMetrics } from '../../../src/ingest/metrics.ts'
import { createPipeline } from '../../../src/ingest/pipeline.ts'
import { createPositions } from '../../../src/ingest/positions.ts'
import { createConsumer } from '../../../src/kafka/consumer.ts'
import type { Take } from '../../../src/kafka/log-slice.ts'
import { kafkaMetrics } from '../../../src/kafka/metrics.ts'
import { watchMemory } from './memory.ts'
import { readTask, report, startStopwatch, untilVisible } from './stopwatch.ts'
import { warmUp } from './warm-up.ts'

const { brokers, topic, events, folder } = readTask()
const registry = new Registry()
const logger = pino({ level: 'warn' }, process.stderr)
const store = await openEmbedded(folder, 'linkmeter')
await migrate(store, { cluster: null, views: allViews([native]) })
const warmed = await warmUp(store)

const pipeline = createPipeline({ store, clock: Date, logger, metrics: ingestMetrics(registry) })
const positions = createPositions({ store, clock: Date, logger })
await positions.start()
const intake = kafkaIntake(pipeline, positions, [{ topic, source: 'native' }])

let begin = (): void => undefined
const first = new Promise<void>((resolve) => {
  begin = resolve
})
const take: Take = (slice) => {
  begin()
  return intake(slice)
}
const fail = (error: Error) => {
  throw error
}
void pipeline.failed.then(fail)

const consumer = createConsumer({
  kafka: { brokers: [brokers], group_id: `pipeline-${process.pid}`, ssl: false },
  topics: [topic],
  take,
  logger,
  metrics: kafkaMetrics(registry),
  onCrash: fail,
})
await consumer.start()
await first
const stopwatch = startStopwatch()
const memory = watchMemory()
await untilVisible(store, warmed + events)
report({ ...stopwatch.read(), rss_growth_mib: memory.growth_mib() })
