/** Stores a closed batch. The order is what makes delivery safe: nothing is acknowledged before it is stored. */
import type { Logger } from 'pino'
import type { Store } from '../clickhouse/store.ts'
import type { Batch } from './batch.ts'
import type { IngestMetrics } from './metrics.ts'
import { settlePart } from './open-delivery.ts'
import { judgeClaims } from './receipts.ts'
import { type Backoff, untilStored } from './retry.ts'

export interface StoringOptions {
  readonly store: Store
  readonly logger: Pick<Logger, 'warn'>
  readonly metrics: IngestMetrics
  readonly backoff: Backoff
  readonly random: () => number
  readonly signal: AbortSignal
}

/**
 * Each step waits until it has succeeded and is then never repeated.
 * @throws StoreFailure that will not pass; AbortError when the signal ends a wait
 */
export async function storeBatch(batch: Batch, options: StoringOptions): Promise<void> {
  const { store } = options
  // 1. Which records are new: asked before the batch's own rows would answer.
  if (batch.claims.length > 0) await step('look up', () => judgeClaims(store, batch.claims), options)
  // 2. The events, kind by kind.
  for (const { table, builder } of batch.filled()) {
    await step(`insert into ${table}`, () => store.insert(table, builder.finish()), options)
  }
  // 3. The dead letters.
  if (batch.letters.rows > 0) {
    await step('insert dead letters', () => store.insert('dead_letters', batch.letters.finish()), options)
  }
  // 4. Only now its deliveries are safe: Kafka's offsets may be committed, a request answered.
  for (const delivery of batch.deliveries) settlePart(delivery)
}

function step(name: string, work: () => Promise<void>, options: StoringOptions): Promise<void> {
  const { logger, metrics, backoff, random, signal } = options
  return untilStored(work, {
    backoff,
    random,
    signal,
    onRetry: (failure, attempt, wait_ms) => {
      metrics.retries.inc()
      const facts = { step: name, attempt, wait_ms: Math.round(wait_ms), code: failure.code }
      logger.warn({ ...facts, reason: failure.message }, 'the store failed; trying again')
    },
  })
}
