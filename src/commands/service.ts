/** The service: store, pipeline, web, Kafka, jobs, started in this order and stopped in reverse. */
import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Store } from '../clickhouse/store.ts'
import { createDeadLetters } from '../dead-letters/dead-letters.ts'
import { sourceNames, sourcesOf } from '../events/sources.ts'
import { ingestMetrics } from '../ingest/metrics.ts'
import { createPipeline, type Pipeline } from '../ingest/pipeline.ts'
import { createPositions } from '../ingest/positions.ts'
import { createDelivery, type Delivery } from '../jobs/delivery/deliver.ts'
import { deliveryMetrics } from '../jobs/delivery/metrics.ts'
import { alertmanagerAt, webhookAt } from '../jobs/delivery/receivers.ts'
import { createDetector } from '../jobs/detect.ts'
import { raiseLinkAlerts } from '../jobs/link-alerts.ts'
import { keepLinkRegistry } from '../jobs/link-registry.ts'
import { measure } from '../jobs/measure.ts'
import { jobMetrics } from '../jobs/metrics.ts'
import { applyRetention } from '../jobs/retention.ts'
import { createSchedule, type Job, type Schedule } from '../jobs/schedule.ts'
import type { Sli } from '../jobs/sli.ts'
import { type Consumer, createConsumer } from '../kafka/consumer.ts'
import { kafkaMetrics } from '../kafka/metrics.ts'
import { createLifecycle, type Lifecycle } from '../lifecycle.ts'
import { answers } from '../web/api/answers.ts'
import { apiRoutes } from '../web/api/routes.ts'
import { inputMetrics } from '../web/input-metrics.ts'
import { events } from '../web/routes/events.ts'
import { exclusionRoutes } from '../web/routes/exclusions.ts'
import { healthz } from '../web/routes/healthz.ts'
import { metrics as metricsRoute } from '../web/routes/metrics.ts'
import { page } from '../web/routes/page.ts'
import { type ReadinessCheck, readyz } from '../web/routes/readyz.ts'
import { createWebServer } from '../web/server.ts'
import { sloMetrics } from '../web/slo-metrics.ts'
import { createSqlEndpoint } from '../web/sql-endpoint/server.ts'
import { readTlsFiles } from '../web/tls.ts'
import { type Context, loadDetections, loadSlis, openMigratedStore } from './context.ts'
import { openExclusions } from './exclusion.ts'
import { kafkaIntake, retakeThrough, webIntake } from './intake.ts'
import { programVersion } from './program-version.ts'
import { openReading } from './reading.ts'

export const roles = ['ingest', 'jobs', 'web'] as const
export type Role = (typeof roles)[number]

export interface ServiceOptions {
  readonly context: Context
  readonly roles: readonly Role[]
  /** Something ended for good: the process should stop the service and exit 1. */
  readonly onFailure: (error: Error) => void
  /** Aborted when the service is to end: also while it starts, which then goes no further. */
  readonly signal: AbortSignal
  /** Runs after the intake is open and before the jobs, and gives what ends it: the demo's history and traffic. */
  readonly beforeJobs?: (pipeline: Pipeline, slis: readonly Sli[], signal: AbortSignal) => Promise<() => void>
}

export interface Service {
  /** Where it answers: `http://127.0.0.1:9742`. */
  readonly address: string
  stop(): Promise<void>
}

/**
 * Null when it was told to end before it had started.
 * @throws LinkmeterError for whatever keeps it from starting; what had started is stopped again
 */
export async function startService(options: ServiceOptions): Promise<Service | null> {
  const { logger } = options.context
  const lifecycle = createLifecycle(logger)
  try {
    return await startParts(options, lifecycle)
  } catch (error) {
    await lifecycle.stop()
    if (options.signal.aborted) return null
    throw error
  }
}

async function startParts(options: ServiceOptions, lifecycle: Lifecycle): Promise<Service> {
  const { context, onFailure, signal } = options
  const { config, logger } = context
  const has = (role: Role) => options.roles.includes(role)
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })

  // 1. The store, in this version's shape.
  const store = await openMigratedStore(config, { owner: true })
  lifecycle.started('store', () => store.close())
  logger.info({ place: store.place }, 'store open, migrations done')
  const slis = await loadSlis(store, context)

  // 2. The pipeline that Kafka and HTTP share.
  const pipeline = createPipeline({ store, clock: Date, logger, metrics: ingestMetrics(registry) })
  lifecycle.started('pipeline', () => pipeline.stop())
  void pipeline.failed.then(onFailure)

  // 3. The web, early and whatever the roles: a service that is not ready must be able to say so.
  let consumer: Consumer | null = null
  let schedule: Schedule | null = null
  const checks: ReadinessCheck[] = [
    { name: 'migrations', check: async () => ({ ready: true, detail: 'done' }) },
  ]
  if (has('ingest') && config.kafka !== null) checks.push(kafkaCheck(() => consumer))
  if (has('jobs')) checks.push(jobsCheck(() => schedule))
  const { host, port, read_token, ingest_token, admin_token } = config.web
  const { forReaders = store } = store
  const slos = slis.map(({ slo }) => slo)
  const shared = answers({ store: forReaders, slos, clock: Date })
  const stored = has('web')
    ? [
        sloMetrics({ readings: shared.readings, slos, logger }),
        inputMetrics({ readings: shared.readings, slos, logger }),
      ]
    : []
  const reading = has('web') ? openReading({ store, config, logger, registry }) : null
  lifecycle.started('what is read by SQL', async () => reading?.close())
  const routes = [healthz, readyz(checks), metricsRoute({ registry, stored })]
  const sources = sourcesOf(config.sources)
  const takeEvents = webIntake(pipeline, sources)
  if (has('web')) {
    routes.push(...page())
    routes.push(...exclusionRoutes(openExclusions(store, config), shared.forget))
    const deadLetters = createDeadLetters({ store: forReaders, retake: retakeThrough(pipeline, sources) })
    const version = programVersion()
    const readable = reading?.reading ?? null
    const api = {
      slos: slis,
      clock: Date,
      version,
      deadLetters,
      reading: readable,
    }
    routes.push(...apiRoutes(api, shared, logger))
  }
  if (has('ingest')) routes.push(events({ sources: sourceNames, takeEvents, logger }))
  const tokens = { read: read_token, ingest: ingest_token, admin: admin_token }
  const tls = config.web.tls === null ? null : await readTlsFiles(config.web.tls)
  const web = createWebServer({ host, port, tokens, tls, login: has('web'), routes, logger, registry })
  await web.start()
  lifecycle.started('web', () => web.stop())
  logger.info({ address: web.address }, 'listening')
  if (reading !== null && config.sql !== null) {
    const sql = createSqlEndpoint({ host, port: config.sql.port, tokens, tls, logger, ...reading })
    await sql.start()
    lifecycle.started('SQL endpoint', () => sql.stop())
    logger.info({ address: sql.address }, 'listening for SQL')
  }

  // 4. Kafka.
  signal.throwIfAborted()
  if (has('ingest') && config.kafka !== null) {
    const { topics } = config.kafka
    const positions = createPositions({ store, clock: Date, logger })
    await positions.start()
    lifecycle.started('positions', () => positions.stop())
    consumer = createConsumer({
      kafka: config.kafka,
      topics: topics.map(({ topic }) => topic),
      take: kafkaIntake(pipeline, positions, topics, sources),
      logger,
      metrics: kafkaMetrics(registry),
      onCrash: onFailure,
    })
    await consumer.start()
    lifecycle.started('kafka', async () => consumer?.stop())
    logger.info({ topics: topics.map(({ topic, source }) => `${topic}=${source}`) }, 'reading Kafka')
  }

  // 5. The jobs.
  const endBefore = await options.beforeJobs?.(pipeline, slis, signal)
  lifecycle.started('what runs beside the jobs', async () => endBefore?.())
  signal.throwIfAborted()
  if (has('jobs')) {
    const { retention, cluster } = config
    for (const change of await applyRetention(store, { retention, cluster })) {
      logger.warn(change, 'a table keeps its rows for another time than before')
    }
    const metrics = jobMetrics(registry)
    const delivery = deliveryOf(store, context, registry)
    const detections = await loadDetections(store, context)
    const detector = createDetector({ store, detections, logger, metrics })
    schedule = createSchedule({
      jobs: [
        {
          name: 'measure',
          // Three seconds after a minute is over, what happened in it is mostly stored: it is computed once.
          schedule: '3,18,33,48 * * * * *',
          run: async () => {
            const onComputed = (slo: string, seconds: number) => metrics.computedSeconds.inc({ slo }, seconds)
            const onTooLate = (slo: string, seconds: number) => metrics.tooLateSeconds.inc({ slo }, seconds)
            await measure({ store, slis, at_s: Date.now() / 1000, onComputed, onTooLate })
          },
        },
        // Between two evaluations, so that neither waits for the other.
        { name: 'link-registry', schedule: '12 * * * * *', run: () => keepLinkRegistry(store) },
        { name: 'detect', schedule: '8,23,38,53 * * * * *', run: () => detector.run(Date.now()) },
        {
          name: 'link-alerts',
          schedule: '27 * * * * *',
          run: async () => {
            await raiseLinkAlerts(store, slis, Date.now() / 1000)
          },
        },
        ...deliveryJobs(delivery),
      ],
      clock: Date.now,
      logger,
      metrics,
    })
    await schedule.start()
    const running = schedule
    lifecycle.started('jobs', () => running.stop())
    // Stopped before the jobs, which wait for a run under way: a receiver that does not answer keeps nobody.
    lifecycle.started('alert delivery', async () => delivery?.stop())
    logger.info({ slos: slis.length, detections: detections.length }, 'jobs scheduled')
  }
  return { address: web.address, stop: () => lifecycle.stop() }
}

/** Null where nobody is to be told. */
function deliveryOf(store: Store, { config, logger }: Context, registry: Registry): Delivery | null {
  const { alertmanagers, webhook } = config.alerts
  if (alertmanagers.length === 0 && webhook === null) return null
  return createDelivery({
    store,
    alertmanagers: alertmanagers.map(alertmanagerAt),
    webhook: webhook === null ? null : webhookAt(webhook),
    clock: Date.now,
    logger,
    metrics: deliveryMetrics(registry),
  })
}

/** After the alerts of links, and before the next ones. */
function deliveryJobs(delivery: Delivery | null): Job[] {
  return delivery === null
    ? []
    : [{ name: 'alert-delivery', schedule: '*/30 * * * * *', run: () => delivery.run() }]
}

function kafkaCheck(consumer: () => Consumer | null): ReadinessCheck {
  return {
    name: 'kafka',
    check: async () =>
      consumer()?.assigned() === true
        ? { ready: true, detail: 'member of its consumer group' }
        : { ready: false, detail: 'not yet a member of its consumer group' },
  }
}

/** Two missed runs of the rarest job: one may be slow once. */
const JOBS_FRESH_MS = 180_000

function jobsCheck(schedule: () => Schedule | null): ReadinessCheck {
  return {
    name: 'jobs',
    check: async () => {
      const runs = schedule()?.lastSuccess()
      if (runs === undefined) return { ready: false, detail: 'not started yet' }
      const stale = [...runs].filter(([, at]) => at === null || Date.now() - at > JOBS_FRESH_MS)
      return stale.length === 0
        ? { ready: true, detail: 'all ran lately' }
        : { ready: false, detail: `not fresh: ${stale.map(([name]) => name).join(', ')}` }
    },
  }
}
