/**
 * The one way into the event tables, for Kafka, HTTP and files: deliveries in, stored batches out.
 * Two batches take turns: one is filled while the other is inserted, off the main thread.
 */
import { setImmediate as otherWork } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Store } from '../clickhouse/store.ts'
import { type Batch, type ClosedBy, createBatch } from './batch.ts'
import { defer } from './deferred.ts'
import { type Delivery, NotStored, type Receipt, type Taken } from './delivery.ts'
import { type IngestMetrics, noteClosed, noteStored } from './metrics.ts'
import { abandon, isTold, type OpenDelivery, openDelivery } from './open-delivery.ts'
import { type Ledger, openLedger } from './receipts.ts'
import type { Backoff } from './retry.ts'
import { storeBatch } from './store-batch.ts'
import { tellMessage } from './tell-message.ts'

/** When a batch closes, how long a stop may take, and how failures are waited out. */
export interface PipelineLimits {
  readonly rows: number
  readonly bytes: number
  /** The longest a row waits in an open batch. */
  readonly wait_ms: number
  /** After this long a stop gives up: what is not stored stays uncommitted. */
  readonly stop_ms: number
  readonly backoff: Backoff
}

const usualLimits: PipelineLimits = {
  rows: 100_000,
  bytes: 32 * 1024 * 1024,
  wait_ms: 1_000,
  stop_ms: 20_000,
  backoff: { first_ms: 100, longest_ms: 30_000 },
}

export interface Pipeline {
  /** Takes a delivery. The caller brings its next one when there is room, and commits when this one is stored. */
  take(delivery: Delivery): Taken<void>
  /** Takes a delivery whose sender wants to know what became of its records: costs a look-up of each event. */
  takeForReceipt(delivery: Delivery): Taken<Receipt>
  /** Stores what was taken without waiting for batches to fill, as at the end of a file. Resolves when none is left. */
  drain(): Promise<void>
  /** Takes no more, drains within `stop_ms`, and rejects what could not be stored. Safe to call twice. */
  stop(): Promise<void>
  /** Resolves with the failure that ended the pipeline, if one ever does: its owner should end the process. */
  readonly failed: Promise<Error>
}

export interface PipelineOptions {
  readonly store: Store
  readonly clock: { now(): number }
  readonly logger: Pick<Logger, 'debug' | 'warn' | 'error'>
  readonly metrics: IngestMetrics
  readonly limits?: Partial<PipelineLimits>
  /** For the jitter of waits, in [0, 1). */
  readonly random?: () => number
}

/** Telling goes on for this long before other work of the process (heartbeats, requests) gets its turn. */
const SLICE_MS = 10

export function createPipeline(options: PipelineOptions): Pipeline {
  const { store, clock, logger, metrics, random = Math.random } = options
  const limits: PipelineLimits = { ...usualLimits, ...options.limits }
  const abort = new AbortController()
  const failed = defer<Error>()

  /** Deliveries not yet told to their end. */
  const queue: OpenDelivery[] = []
  let open = createBatch()
  let spare = createBatch()
  let inFlight: Batch | null = null
  let isTelling = false
  let timer: NodeJS.Timeout | undefined
  let timeIsUp = false
  let drains = 0
  let isStopping = false
  let ended: Error | null = null
  /** Settles at the next change of `inFlight`, and at the end. */
  let changed = defer<void>()

  function accept(delivery: Delivery, ledger: Ledger | null): OpenDelivery {
    const taken = openDelivery(delivery, clock.now(), ledger)
    if (ended !== null || isStopping) {
      abandon(taken, ended ?? new NotStored('the pipeline is stopping'))
      return taken
    }
    queue.push(taken)
    if (!isTelling) void tellQueued().catch(end)
    return taken
  }

  /** Tells queued messages into the open batch, in order, stopping while it is full and the other under way. */
  async function tellQueued(): Promise<void> {
    isTelling = true
    let sliceEnds = performance.now() + SLICE_MS
    for (let current = queue[0]; current !== undefined; current = queue[0]) {
      // Room for one more: the next delivery is fetched while this one is told, and waits for its turn here.
      current.room.resolve()
      if (!open.deliveries.has(current)) join(current)
      tellUpTo(current, sliceEnds)
      if (isTold(current)) queue.shift()
      closeIfDue()
      if (isFull() && inFlight !== null) await changed.promise
      else if (performance.now() >= sliceEnds) await otherWork()
      else continue
      if (ended !== null) return
      sliceEnds = performance.now() + SLICE_MS
    }
    isTelling = false
    closeIfDue()
  }

  /** Tells messages of one delivery until it ends, the batch is full or the slice of time is over. */
  function tellUpTo(current: OpenDelivery, sliceEnds: number): void {
    const { messages } = current.delivery
    for (let message = messages[current.next]; message !== undefined; message = messages[current.next]) {
      if (isFull()) return
      tellMessage(current, message, open, logger)
      current.next += 1
      if (current.next % 32 === 0 && performance.now() >= sliceEnds) return
    }
  }

  function join(current: OpenDelivery): void {
    if (open.deliveries.size === 0) {
      timer = setTimeout(() => {
        timeIsUp = true
        closeIfDue()
      }, limits.wait_ms)
    }
    open.deliveries.add(current)
    current.parts += 1
  }

  function isFull(): boolean {
    return open.rows >= limits.rows || open.bytes >= limits.bytes
  }

  function closeIfDue(): void {
    if (inFlight !== null || ended !== null) return
    const closedBy = reasonToClose()
    if (closedBy !== null) close(closedBy)
  }

  function reasonToClose(): ClosedBy | null {
    if (open.rows >= limits.rows) return 'rows'
    if (open.bytes >= limits.bytes) return 'bytes'
    if (open.deliveries.size === 0) return null
    if (timeIsUp) return 'time'
    return drains > 0 && queue.length === 0 ? 'drain' : null
  }

  function close(closedBy: ClosedBy): void {
    const batch = open
    open = spare
    inFlight = batch
    clearTimeout(timer)
    timeIsUp = false
    const { rows, bytes, deliveries } = batch
    logger.debug({ closed_by: closedBy, rows, bytes, deliveries: deliveries.size }, 'batch closed')
    noteClosed(metrics, batch, closedBy)
    storeInFlight(batch).catch(end)
  }

  async function storeInFlight(batch: Batch): Promise<void> {
    const began = performance.now()
    await storeBatch(batch, { store, logger, metrics, backoff: limits.backoff, random, signal: abort.signal })
    noteStored(metrics, batch, (performance.now() - began) / 1_000)
    batch.clear()
    spare = batch
    inFlight = null
    closeIfDue()
    announceChange()
  }

  function announceChange(): void {
    const before = changed
    changed = defer()
    before.resolve()
  }

  function isIdle(): boolean {
    return queue.length === 0 && open.deliveries.size === 0 && inFlight === null
  }

  async function drain(): Promise<void> {
    drains += 1
    closeIfDue()
    while (!isIdle() && ended === null) await changed.promise
    drains -= 1
  }

  /** Nothing more will be stored. What was a failure is told to the owner; a stop is none. */
  function end(reason: unknown): void {
    if (ended !== null) return
    ended = reason instanceof Error ? reason : new Error(String(reason))
    clearTimeout(timer)
    abort.abort()
    for (const unstored of [...(inFlight?.deliveries ?? []), ...open.deliveries, ...queue]) {
      abandon(unstored, ended)
    }
    if (!(ended instanceof NotStored)) failed.resolve(ended)
    announceChange()
  }

  return {
    take: (delivery) => {
      const { room, stored } = accept(delivery, null)
      return { room: room.promise, stored: stored.promise }
    },
    takeForReceipt: (delivery) => {
      const ledger = openLedger()
      const { room, stored } = accept(delivery, ledger)
      const receipt = stored.promise.then(() => ledger)
      receipt.catch(() => undefined)
      return { room: room.promise, stored: receipt }
    },
    drain,
    async stop() {
      isStopping = true
      const giveUp = setTimeout(() => end(new NotStored('the time to stop was over')), limits.stop_ms)
      await drain()
      clearTimeout(giveUp)
      end(new NotStored('the pipeline has stopped'))
    },
    failed: failed.promise,
  }
}
