/** ClickHouse's own Kafka engine into the same table with the same views. */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import chdb from 'chdb'
import { openEmbedded } from '../../../src/clickhouse/embedded.ts'
import { migrate } from '../../../src/clickhouse/migrations.ts'
import { statementsOf } from '../../../src/clickhouse/sql-file.ts'
import { fillTemplate } from '../../../src/clickhouse/template.ts'
import { allViews } from '../../../src/clickhouse/views.ts'
import { native } from '../../../src/events/sources/native.ts'
import { readTask, report, startStopwatch, untilVisible } from './stopwatch.ts'
import { warmUp } from './warm-up.ts'

const { brokers, topic, events, folder, engine = { consumers: 1, block: 65_536 } } = readTask()

// The engine streams with the settings of the whole server, which are given at its start: the same as ours.
const settings = ['--optimize_on_insert=0', '--async_insert=0', '--insert_deduplicate=0']
const server = new chdb.Session(folder, { connectionArgs: settings })
const store = await openEmbedded(folder, 'linkmeter')
await migrate(store, { cluster: null, views: allViews([native]) })
const warmed = await warmUp(store)

const sql = readFileSync(new URL('kafka-engine.sql', import.meta.url), 'utf8')
const fragments = {
  brokers,
  topic,
  group: `engine-${process.pid}`,
  consumers: String(engine.consumers),
  thread_per_consumer: engine.consumers > 1 ? '1' : '0',
  block: String(engine.block),
}
for (const statement of statementsOf(fillTemplate(sql, { cluster: null, fragments })))
  await store.run(statement)
while (!(await hasBegun())) await sleep(20)
const stopwatch = startStopwatch()
await untilVisible(store, warmed + events)
report({ ...stopwatch.read(), rss_growth_mib: 0 })
server.close()

/**
 * Time begins when the consumers have their partitions. What they have read tells too late: it is counted by the
 * block, and the first blocks would be free. The pipeline's time begins with its first fetch, hardly later.
 */
async function hasBegun(): Promise<boolean> {
  const [consumers] = await store.rows<{ partitions: number }>(
    'SELECT sum(length(assignments.topic)) AS partitions FROM system.kafka_consumers',
  )
  return (consumers?.partitions ?? 0) > 0
}
