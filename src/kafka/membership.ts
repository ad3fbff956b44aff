/** Our place in the consumer group: who we are told to read, from where, and when that is over. */
import type { Admin, Consumer, IMemberAssignment } from 'kafkajs'
import type { Logger } from 'pino'
import type { KafkaMetrics } from './metrics.ts'
import type { Assignment, OffsetLedger } from './offset-ledger.ts'

export interface Membership {
  assigned(): boolean
  /** Grows with each assignment: what was fetched under an older one is void. */
  generation(): number
  /** Settles once the ledger knows the present assignment. */
  ready(): Promise<void>
  /** Fetches nothing more but stays in the group, whose heartbeats go on. False where we are in none. */
  stop(): boolean
}

interface Pass {
  readonly consumer: Consumer
  readonly admin: Admin
  readonly groupId: string
  readonly topics: readonly string[]
  readonly ledger: OffsetLedger
  readonly logger: Logger
  readonly metrics: KafkaMetrics
  /** The assignment is about to end: the last moment to commit under it. */
  readonly onLeaving: () => void
  readonly onAlive: () => void
  /** kafkajs has given up for good. */
  readonly onEnd: (error: Error) => void
}

export function joinGroup(pass: Pass): Membership {
  const { consumer, topics, ledger, logger, metrics, onLeaving, onAlive, onEnd } = pass
  const { events } = consumer
  let isMember = false
  let generation = 0
  let ready: Promise<void> = Promise.resolve()

  const left = () => {
    isMember = false
    generation += 1
  }
  const begin = async (assignment: IMemberAssignment) => {
    generation += 1
    const own = generation
    ledger.revoke()
    // Until we know what is committed nothing is fetched: when an offset is out of range, kafkajs moves it in silence.
    const given = Object.keys(assignment).map((topic) => ({ topic }))
    consumer.pause(given)
    const assignments = await committedOf(pass, assignment)
    if (own !== generation) return
    ledger.assign(assignments)
    consumer.resume(given)
  }

  consumer.on(events.GROUP_JOIN, ({ payload: { memberAssignment } }) => {
    onAlive()
    isMember = true
    metrics.rebalances.inc()
    metrics.lag.reset()
    logger.info({ partitions: memberAssignment }, 'Kafka has assigned partitions')
    ready = begin(memberAssignment)
  })
  consumer.on(events.REBALANCING, () => {
    left()
    // Written to the coordinator before kafkajs writes its request to join again.
    onLeaving()
  })
  consumer.on(events.CRASH, ({ payload: { error, restart } }) => {
    onAlive()
    left()
    if (restart) logger.warn({ reason: error.message }, 'Kafka is lost for now; trying again')
    else onEnd(error)
  })
  consumer.on(events.DISCONNECT, left)
  consumer.on(events.STOP, left)
  consumer.on(events.HEARTBEAT, onAlive)
  consumer.on(events.FETCH, () => {
    onAlive()
    metrics.lastFetch.setToCurrentTime()
  })
  consumer.on(events.COMMIT_OFFSETS, ({ payload: { topics } }) => {
    metrics.commits.inc()
    for (const { topic, partitions } of topics) {
      ledger.committed(
        partitions.map(({ partition, offset }) => ({ topic, partition, offset: Number(offset) })),
      )
    }
  })
  consumer.on(events.START_BATCH_PROCESS, ({ payload: { topic, partition, batchSize, lastOffset } }) => {
    // Only control records or aborted transactions: kafkajs steps over them and does not call eachBatch.
    if (batchSize > 0) return
    void ready.then(() => ledger.take(topic, partition, null, Number(lastOffset) + 1).stored())
  })

  return {
    assigned: () => isMember,
    generation: () => generation,
    ready: () => ready,
    stop: () => {
      generation += 1
      if (isMember) consumer.pause(topics.map((topic) => ({ topic })))
      return isMember
    },
  }
}

/** Where the group has come to in each partition we were given. Unknown where it cannot be learned: then no gap is noticed. */
async function committedOf(pass: Pass, assignment: IMemberAssignment): Promise<Assignment[]> {
  const { admin, groupId, logger } = pass
  const topics = Object.keys(assignment)
  const committed = new Map<string, number>()
  try {
    const offsets = topics.length === 0 ? [] : await admin.fetchOffsets({ groupId, topics })
    for (const { topic, partitions } of offsets) {
      for (const { partition, offset } of partitions) committed.set(`${topic}/${partition}`, Number(offset))
    }
  } catch (error) {
    logger.warn(
      { err: error },
      'the committed offsets could not be read; a gap before them would go unnoticed',
    )
  }
  return Object.entries(assignment).flatMap(([topic, partitions]) =>
    partitions.map((partition) => {
      const offset = committed.get(`${topic}/${partition}`) ?? -1
      // Negative offsets are words of the protocol: none, earliest, latest.
      return { topic, partition, committed: offset < 0 ? null : offset }
    }),
  )
}
