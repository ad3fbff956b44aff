/** `linkmeter demo`: the service on a fresh store, with 30 days of simulated history and live traffic. */
import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { refuseFolderInUse } from '../clickhouse/open-store.ts'
import type { Pipeline } from '../ingest/pipeline.ts'
import type { Producer } from '../kafka/producer.ts'
import { live } from '../simulator/live.ts'
import type { SimulationPlan } from '../simulator/plan.ts'
import { history } from '../simulator/simulate.ts'
import { type Context, readContext, type Terminal } from './context.ts'
import { type DemoOutlet, kafkaOutlet, openDemoTopic, pipelineOutlet } from './demo-outlet.ts'
import { demoPlan, describeIncidents } from './demo-plan.ts'
import { runService } from './run-service.ts'
import { roles } from './service.ts'

/** Simulated messages handed on at a time. */
const SLICE = 5_000

const LIVE_EVERY_MS = 1_000

export function demoCommand(terminal: Terminal): Command {
  return new Command('demo')
    .summary('try it: 30 days of simulated history and live traffic')
    .description(
      'Runs the service on a fresh embedded store in the folder demo of LINKMETER_DATA_DIR (./data), lays down ' +
        '30 days of simulated history over 50 links (incidents included) through the pipeline, and keeps live ' +
        'traffic flowing until it is ended. An older demo in that folder is removed. ' +
        'With KAFKA_BROKERS set, everything goes to a topic of its own in Kafka and back.',
    )
    .addHelpText(
      'after',
      `
Examples:
  linkmeter demo
  LINKMETER_PORT=8080 linkmeter demo
  KAFKA_BROKERS=localhost:9092 linkmeter demo`,
    )
    .action(() => runDemo(terminal))
}

async function runDemo(terminal: Terminal): Promise<void> {
  const began = performance.now()
  const say = (line: string) => terminal.stderr.write(`${line}\n`)
  const folder = await freshFolder(terminal)
  const plan = demoPlan(Date.now())
  const context = demoContext(terminal, folder)
  const producer = await openDemoTopic(context)
  say(`linkmeter demo: opening a fresh store in ${folder}`)
  try {
    await runService(
      {
        context,
        roles,
        beforeJobs: async (pipeline, slis, signal) => {
          const outlet = outletOf(context, pipeline, producer)
          say('laying down 30 days of history on 50 links …')
          const sent = await layHistory(plan, { outlet, say, signal })
          say(`${sent.toLocaleString('en-US')} messages stored; computing ${slis.length} SLOs …`)
          return startTraffic(plan, outlet)
        },
      },
      ({ address }) => {
        const seconds = Math.round((performance.now() - began) / 1_000)
        terminal.stdout.write(whereToLook({ address, folder, seconds, plan }))
      },
    )
  } finally {
    await producer?.close()
  }
}

function outletOf({ config, logger }: Context, pipeline: Pipeline, producer: Producer | null): DemoOutlet {
  return producer === null || config.kafka === null
    ? pipelineOutlet(pipeline)
    : kafkaOutlet(producer, { kafka: config.kafka, logger })
}

async function freshFolder(terminal: Terminal): Promise<string> {
  const { config } = readContext(terminal)
  const folder = resolve(join(config.store.data_folder, 'demo'))
  await refuseFolderInUse(folder)
  await rm(folder, { recursive: true, force: true })
  return folder
}

/** The demo's own settings: its store is embedded and fresh, and its log quiet unless asked for more. */
function demoContext(terminal: Terminal, folder: string): Context {
  const run = Date.now()
  return readContext(terminal, {
    CLICKHOUSE_URL: '',
    CLICKHOUSE_USER: '',
    CLICKHOUSE_PASSWORD: '',
    CLICKHOUSE_CLUSTER: '',
    LINKMETER_DATA_DIR: folder,
    // A topic and a group of this run: an older run's messages are not its history.
    KAFKA_TOPICS: `linkmeter.demo.${run}=native`,
    KAFKA_GROUP_ID: `linkmeter-demo-${run}`,
    LOG_LEVEL: terminal.environment['LOG_LEVEL'] ?? 'warn',
  })
}

/** Sends the whole history and waits until it is stored. @throws the signal's reason when it is told to end before */
async function layHistory(
  plan: SimulationPlan,
  { outlet, say, signal }: { outlet: DemoOutlet; say: (line: string) => void; signal: AbortSignal },
): Promise<number> {
  let sent = 0
  let day = 0
  let slice: Buffer[] = []
  for (const message of history(plan)) {
    slice.push(message.value)
    if (slice.length < SLICE) continue
    signal.throwIfAborted()
    await outlet.send(slice)
    sent += slice.length
    slice = []
    const reached = Math.floor((message.time_ms - plan.from) / 86_400_000)
    if (reached >= day + 5) {
      day = reached - (reached % 5)
      say(`  day ${day} of 30`)
    }
  }
  await outlet.send(slice)
  await outlet.settle()
  return sent + slice.length
}

/** Sends what the simulation says happened since the last time, every second. Gives what ends it. */
function startTraffic(plan: SimulationPlan, outlet: DemoOutlet): () => void {
  const traffic = live(plan, plan.to)
  let told_to = plan.to
  const timer = setInterval(() => {
    const now = Date.now()
    const messages = traffic.messagesBetween(told_to, now)
    told_to = now
    // What cannot be sent is lost to the demo only; the service tells of the failure itself.
    if (messages.length > 0) outlet.send(messages.map(({ value }) => value)).catch(() => {})
  }, LIVE_EVERY_MS)
  return () => clearInterval(timer)
}

function whereToLook(demo: {
  address: string
  folder: string
  seconds: number
  plan: SimulationPlan
}): string {
  const { address, folder, seconds, plan } = demo
  const beside = `LINKMETER_DATA_DIR=${/\s/.test(folder) ? `'${folder}'` : folder} npx linkmeter`
  return `
linkmeter demo is ready after ${seconds} s. Live traffic flows; Ctrl-C ends it.

  ${address}/           the page: overview, objectives, on-call, links
  ${address}/metrics    the burn rates: grep linkmeter_slo_burn_rate
  ${address}/readyz     what is ready

In another terminal:
  ${beside} report
  ${beside} report --slo m01-cross-account-auth-success --by link
  ${beside} sql "SELECT error_type, count() FROM token_issuances GROUP BY error_type"

Incidents in the history:
${describeIncidents(plan)}
`
}
