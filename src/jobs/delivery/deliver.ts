/** The job that tells receivers of alerts. It decides nothing, and a receiver that does not take them fails no run: its metrics say so. */
import type { Logger } from 'pino'
import type { Store } from '../../clickhouse/store.ts'
import { alertmanagerBatches } from './alertmanager.ts'
import type { DeliveryMetrics } from './metrics.ts'
import { type PostLimits, post, postLimits } from './post.ts'
import type { Receiver } from './receivers.ts'
import { changeGroups, noteTold, untoldChanges, webhookMessage } from './webhook.ts'

export interface Delivery {
  /** Safe to run twice and in two replicas: Alertmanager knows an alert by its labels, a webhook may hear twice. @throws StoreFailure */
  run(): Promise<void>
  /** Ends what is under way; nothing is lost, since the next run tells it. */
  stop(): void
}

export function createDelivery(options: {
  store: Store
  alertmanagers: readonly Receiver[]
  webhook: Receiver | null
  clock: () => number
  logger: Pick<Logger, 'warn'>
  metrics: DeliveryMetrics
  limits?: PostLimits
}): Delivery {
  const { store, alertmanagers, webhook, clock, logger, metrics, limits = postLimits } = options
  const ending = new AbortController()

  async function run(): Promise<void> {
    const batches = alertmanagers.length === 0 ? [] : await alertmanagerBatches(store, clock())
    const untold = webhook === null ? [] : await untoldChanges(store, webhook.name, clock())
    const requests = batches.map((alerts) => ({ body: alerts, count: alerts.length, taken: nothingToDo }))
    const told = changeGroups(untold).map((group) => ({
      body: webhookMessage(group),
      count: group.length,
      // Noted once it is taken: what happens in between is told twice, never not at all.
      taken: async () => (webhook === null ? undefined : noteTold(store, webhook.name, group, clock())),
    }))
    // Each receiver by itself: one that is slow keeps no other waiting.
    const runs = await Promise.allSettled([
      ...alertmanagers.map((receiver) => tell(receiver, requests)),
      ...(webhook === null ? [] : [tell(webhook, told)]),
    ])
    const failed = runs.find((result) => result.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }

  async function tell(receiver: Receiver, requests: readonly Request[]): Promise<void> {
    const { name } = receiver
    let [undelivered, isAway] = [0, false]
    for (const { body, count, taken } of requests) {
      // Whoever does not answer one request will not answer the others: they wait for the next run.
      if (isAway || ending.signal.aborted) {
        undelivered += count
        continue
      }
      const ended = metrics.seconds.startTimer({ receiver: name })
      const posted = await post(receiver, body, { ...limits, signal: ending.signal })
      ended()
      metrics.deliveries.inc({ receiver: name, result: posted.result }, count)
      if (posted.result === 'success') await taken()
      else {
        undelivered += count
        isAway = posted.result !== 'refused'
        logger.warn({ receiver: name, reason: posted.detail, alerts: count }, 'alerts were not taken')
      }
    }
    metrics.undelivered.set({ receiver: name }, undelivered)
    if (undelivered === 0) metrics.lastDelivery.set({ receiver: name }, clock() / 1000)
  }

  return { run, stop: () => ending.abort() }
}

interface Request {
  readonly body: unknown
  readonly count: number
  readonly taken: () => Promise<void>
}

async function nothingToDo(): Promise<void> {}
