/** Hands fetched batches on, one at a time, and only while the pipeline has room for them. */
import type { Batch, EachBatchHandler, EachBatchPayload } from 'kafkajs'
import type { Logger } from 'pino'
import { sliceOf, type Take } from './log-slice.ts'
import type { Membership } from './membership.ts'
import type { KafkaMetrics } from './metrics.ts'
import type { Jump, OffsetLedger } from './offset-ledger.ts'
import { within } from './within.ts'

/** How often a wait looks whether it should end, and offers a heartbeat; kafkajs sends one when it is due. */
const WAIT_STEP_MS = 250

export interface Reading {
  readonly eachBatch: EachBatchHandler
  /** Takes nothing more. */
  stop(): void
  /** Waits until everything taken is stored or has failed, or the time is over. */
  settled(limit_ms: number): Promise<void>
}

export function createReading(pass: {
  membership: Membership
  ledger: OffsetLedger
  take: Take
  logger: Logger
  metrics: KafkaMetrics
  onStored: () => void
}): Reading {
  const { membership, ledger, take, logger, metrics, onStored } = pass
  const underWay = new Set<Promise<void>>()
  let room: Promise<unknown> = Promise.resolve()
  let stopping = false

  const eachBatch = async ({ batch, resolveOffset, heartbeat, isRunning, isStale }: EachBatchPayload) => {
    const { topic, partition } = batch
    const generation = membership.generation()
    const goesOn = () => !stopping && isRunning() && !isStale() && generation === membership.generation()
    // We wait here and do not pause the partitions: kafkajs fetches nothing meanwhile, the group is kept alive,
    // and reading goes on at once, where a paused consumer sleeps for a whole fetch wait.
    await waitFor(membership.ready(), heartbeat, goesOn)
    await waitForRoom(heartbeat, goesOn)
    // Not resolved, so it will be fetched again by whoever the partition belongs to.
    if (!goesOn() || !ledger.isAssigned(topic, partition)) return

    const slice = sliceOf(batch)
    const next = Number(batch.lastOffset()) + 1
    const span = ledger.take(topic, partition, fetchedFrom(batch), next)
    if (span.jump !== null) sayJump(topic, partition, span.jump)
    const taken = take(slice)
    // In the same turn as the checks above: after a rebalance kafkajs would throw a TypeError here and stop for good.
    resolveOffset(batch.lastOffset())
    metrics.lag.set({ topic, partition }, Math.max(slice.high_watermark - next, 0))
    // A pipeline that has ended has no room ever again; its owner ends the process.
    room = taken.room.catch(() => new Promise(() => {}))
    follow(taken.stored, span.stored)
  }

  const waitForRoom = async (heartbeat: () => Promise<void>, goesOn: () => boolean) => {
    if (await within(0, room)) return
    metrics.paused.set(1)
    try {
      await waitFor(room, heartbeat, goesOn)
    } finally {
      metrics.paused.set(0)
    }
  }

  const follow = (stored: Promise<void>, note: () => void) => {
    const followed = stored
      .then(() => {
        note()
        onStored()
      })
      // The pipeline was stopped before: uncommitted, it is read again.
      .catch((error: unknown) => logger.debug({ err: error }, 'a slice was not stored'))
      .finally(() => underWay.delete(followed))
    underWay.add(followed)
  }

  const sayJump = (topic: string, partition: number, { from, to }: Jump) => {
    const where = { topic, partition, from, to }
    if (to < from) return logger.warn(where, 'the log began anew: reading it from there')
    metrics.offsetGaps.inc({ topic, partition })
    logger.warn(where, 'messages were gone from the log before they were read')
  }

  return {
    eachBatch,
    stop: () => {
      stopping = true
    },
    settled: async (limit_ms) => {
      await within(limit_ms, Promise.allSettled(underWay))
    },
  }
}

/** Waits for the promise while there is a reason to, and keeps the group alive meanwhile. May wait for hours. */
async function waitFor(promise: Promise<unknown>, heartbeat: () => Promise<void>, goesOn: () => boolean) {
  let isSettled = false
  let wake = () => {}
  const settle = () => {
    isSettled = true
    wake()
  }
  // Once, not at every step: what waits on a promise is kept until it settles.
  promise.then(settle, settle)
  while (goesOn() && !isSettled) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, WAIT_STEP_MS)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    if (!isSettled) await heartbeat()
  }
}

/** The offset kafkajs asked for: it moves by itself only when the broker says that the old one is out of range. */
function fetchedFrom(batch: Batch): number | null {
  // Not in kafkajs's declared types. Compaction makes first offsets jump too, this one not.
  return 'fetchedOffset' in batch ? Number(batch.fetchedOffset) : null
}
