/** Ingest, side by side over one topic: kafkajs alone, ClickHouse's own Kafka engine, and linkmeter's pipeline. */
import { startKafka } from '../support/kafka.ts'
import { startOfTraffic } from './ingest/action-message.ts'
import { type EngineSettings, type Outcome, runSide, type Task } from './ingest/side.ts'
import { fillTopic } from './ingest/topic.ts'

const EVENTS = 400_000
const BACKLOG = 2_000_000
const ROUNDS = 3

/** The engine's settings that matter, from what others use to what two cores can carry; the fastest one competes. */
const ENGINE_SETTINGS: readonly EngineSettings[] = [
  { consumers: 1, block: 65_536 },
  { consumers: 2, block: 65_536 },
  { consumers: 2, block: 131_072 },
  { consumers: 4, block: 65_536 },
]

/** Progress goes to `say`. */
export async function run(say: Say): Promise<Record<string, number>> {
  const kafka = await startKafka()
  try {
    const { brokers } = kafka
    const now = Date.now()
    say(`filling a topic with ${EVENTS} events`)
    await fillTopic(brokers, 'events', EVENTS, startOfTraffic(now))
    const task = { brokers, topic: 'events', events: EVENTS }
    const engine = await bestEngine(task, say)
    const rates = await rounds(task, engine, say)

    say(`filling a topic with a backlog of ${BACKLOG} events`)
    await fillTopic(brokers, 'backlog', BACKLOG, startOfTraffic(now))
    const drained = await runSide({ side: 'pipeline', brokers, topic: 'backlog', events: BACKLOG })
    say(
      `backlog drained: ${perSecond(drained, BACKLOG)} events/s, ${Math.round(drained.rss_growth_mib)} MiB more`,
    )

    const ratio = rates.pipeline / rates['kafka-engine']
    say(`the pipeline takes ${ratio.toFixed(2)} times what the Kafka engine takes`)
    return {
      raw_consume_per_s: rates['raw-consume'],
      kafka_engine_per_s: rates['kafka-engine'],
      pipeline_per_s: rates.pipeline,
      ratio_to_kafka_engine: Number(ratio.toFixed(3)),
      rss_growth_mib: Math.round(drained.rss_growth_mib),
    }
  } finally {
    await kafka.stop()
  }
}

type Side = Task['side']
type Say = (text: string) => void

/** Tries each setting once, which also warms the machine up. */
async function bestEngine(task: Omit<Task, 'folder' | 'side'>, say: Say): Promise<EngineSettings> {
  let best: { settings: EngineSettings; rate: number } | undefined
  for (const settings of ENGINE_SETTINGS) {
    const rate = perSecond(await runSide({ ...task, side: 'kafka-engine', engine: settings }), task.events)
    say(`Kafka engine with ${settings.consumers} consumers, blocks of ${settings.block}: ${rate} events/s`)
    if (best === undefined || rate > best.rate) best = { settings, rate }
  }
  if (best === undefined) throw new Error('there is no setting to try')
  return best.settings
}

/** Alternating runs, so that what the machine does meanwhile falls on all sides alike; the median of each. */
async function rounds(
  task: Omit<Task, 'folder' | 'side'>,
  engine: EngineSettings,
  say: Say,
): Promise<Record<Side, number>> {
  const sides: readonly Side[] = ['raw-consume', 'kafka-engine', 'pipeline']
  const rates: Record<Side, number[]> = { 'raw-consume': [], 'kafka-engine': [], pipeline: [] }
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const side of sides) {
      const outcome = await runSide({ ...task, side, engine })
      const rate = perSecond(outcome, task.events)
      const cpu = ((outcome.cpu_seconds / task.events) * 1e6).toFixed(1)
      say(`round ${round} of ${ROUNDS}, ${side}: ${rate} events/s, ${cpu} µs of CPU an event`)
      rates[side].push(rate)
    }
  }
  return {
    'raw-consume': median(rates['raw-consume']),
    'kafka-engine': median(rates['kafka-engine']),
    pipeline: median(rates.pipeline),
  }
}

function perSecond({ seconds }: Outcome, events: number): number {
  return Math.round(events / seconds)
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN
}
