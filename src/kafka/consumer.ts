/**
 * Reads topics and hands them on in slices. The order, for each slice: take, go on reading, and only when
 * it is stored, commit. So what was not stored is read again after any crash, rebalance or stop.
 */
import type { Logger } from 'pino'
import { LinkmeterError } from '../errors.ts'
import { createCommitter } from './committer.ts'
import { checkTopics, type KafkaSettings, kafkaClient, reasonOf, unreachable } from './connect.ts'
import type { Take } from './log-slice.ts'
import { joinGroup } from './membership.ts'
import type { KafkaMetrics } from './metrics.ts'
import { createOffsetLedger } from './offset-ledger.ts'
import { createReading } from './reading.ts'
import { startWatchdog } from './watchdog.ts'
import { within } from './within.ts'

export interface Consumer {
  /** Joins the group. @throws LinkmeterError broker_unreachable, topic_missing */
  start(): Promise<void>
  /** Reads no more, waits (with a limit) until what was taken is stored and committed, and leaves the group. */
  stop(): Promise<void>
  /** True while this member is in its group, even with no partition of its own. */
  assigned(): boolean
}

export interface ConsumerOptions {
  readonly kafka: KafkaSettings
  readonly topics: readonly string[]
  readonly take: Take
  readonly logger: Logger
  readonly metrics: KafkaMetrics
  /** The consumer has ended for good: the process should end, and be started again. */
  readonly onCrash: (error: LinkmeterError) => void
  /** How long `stop` waits for the store: 20 s unless said. */
  readonly stop_timeout_ms?: number
}

/** 1 MiB, kafkajs's default, would make tiny batches. */
const MAX_BYTES_PER_PARTITION = 8 * 1024 * 1024
/** A stop waits for the fetch under way, and a pause for as long: so no longer than this. */
const MAX_FETCH_WAIT_MS = 500
const SESSION_TIMEOUT_MS = 15_000
const HEARTBEAT_MS = 3_000
/** Far beyond any retry of ours: after it, kafkajs has stopped trying. */
const SILENCE_LIMIT_MS = 5 * 60_000
const STOP_TIMEOUT_MS = 20_000
/** Leaving politely spares the others a session timeout, but an unreachable broker must not hold up a stop. */
const LEAVE_TIMEOUT_MS = 5_000

export function createConsumer(options: ConsumerOptions): Consumer {
  let running: Running | null = null
  return {
    start: async () => {
      await checkTopics(options.kafka, options.topics, options.logger)
      running = await run(options)
    },
    stop: async () => {
      const last = running
      running = null
      await last?.stop()
    },
    assigned: () => running?.assigned() ?? false,
  }
}

type Running = Pick<Consumer, 'stop' | 'assigned'>

async function run(options: ConsumerOptions): Promise<Running> {
  const { kafka, topics, take, logger, metrics, onCrash } = options
  const client = await kafkaClient(kafka, logger)
  const admin = client.admin()
  const consumer = client.consumer({
    groupId: kafka.group_id,
    sessionTimeout: kafka.session_timeout_ms ?? SESSION_TIMEOUT_MS,
    heartbeatInterval: HEARTBEAT_MS,
    maxBytesPerPartition: MAX_BYTES_PER_PARTITION,
    maxWaitTimeInMs: MAX_FETCH_WAIT_MS,
    allowAutoTopicCreation: false,
    retry: { restartOnFailure: async () => true },
  })
  const crash = (reason: string, cause?: unknown) =>
    onCrash(new LinkmeterError('consumer_crashed', { reason }, cause))

  const ledger = createOffsetLedger()
  const committer = createCommitter({
    ledger,
    commit: (positions) =>
      consumer.commitOffsets(positions.map((position) => ({ ...position, offset: String(position.offset) }))),
    onFailure: (error) => {
      metrics.commitFailures.inc()
      logger.debug({ err: error }, 'a commit failed')
    },
  })
  const watchdog = startWatchdog({
    limit_ms: SILENCE_LIMIT_MS,
    now: Date.now,
    onSilent: (silent_ms) => crash(`nothing was heard of it for ${Math.round(silent_ms / 1_000)} s`),
  })
  const membership = joinGroup({
    consumer,
    admin,
    groupId: kafka.group_id,
    topics,
    ledger,
    logger,
    metrics,
    onLeaving: committer.nudge,
    onAlive: watchdog.heard,
    onEnd: (error) => crash(reasonOf(error), error),
  })
  const reading = createReading({ membership, ledger, take, logger, metrics, onStored: committer.nudge })

  const leave = () =>
    within(LEAVE_TIMEOUT_MS, Promise.allSettled([consumer.disconnect(), admin.disconnect()]))
  try {
    await admin.connect()
    await consumer.connect()
    await consumer.subscribe({ topics: [...topics], fromBeginning: true })
    await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: reading.eachBatch })
  } catch (error) {
    watchdog.stop()
    await leave()
    throw unreachable(kafka, error)
  }

  return {
    assigned: membership.assigned,
    stop: async () => {
      const deadline = Date.now() + (options.stop_timeout_ms ?? STOP_TIMEOUT_MS)
      watchdog.stop()
      // 1. Take no more.
      reading.stop()
      if (membership.stop()) {
        // 2. What was taken gets its chance to be stored, 3. and committed, while we are still a member.
        await reading.settled(deadline - Date.now())
        await committer.flush(deadline - Date.now())
      }
      // 4. Leave, once the admin client is idle: a request under way would connect again and keep the process alive.
      await within(LEAVE_TIMEOUT_MS, membership.ready())
      await leave()
    },
  }
}
