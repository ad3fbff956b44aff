/** Keeps in the store how far each Kafka partition is stored, so that an SLO can tell when its input is behind. */
import type { Logger } from 'pino'
import type { Store } from '../clickhouse/store.ts'

/** Where a partition stands after a slice of it was stored. */
interface Position {
  readonly source: string
  readonly topic: string
  readonly partition: number
  /** Messages in the log that are not stored. */
  readonly unread: number
  /** When the newest stored message reached the log, in ms: what is unread is not older. Null when unknown. */
  readonly stored_up_to: number | null
}

export interface Positions {
  note(position: Position): void
  start(): Promise<void>
  stop(): Promise<void>
}

const WRITE_EVERY_MS = 10_000

export function createPositions(options: {
  store: Store
  clock: { now(): number }
  logger: Logger
}): Positions {
  const { store, clock, logger } = options
  const latest = new Map<string, Position>()
  let timer: NodeJS.Timeout | undefined

  async function write(): Promise<void> {
    const updated_at = new Date(clock.now()).toISOString()
    const rows = [...latest.values()].map(({ stored_up_to, ...position }) => ({
      ...position,
      oldest_unread_at: stored_up_to === null ? null : new Date(stored_up_to).toISOString(),
      updated_at,
    }))
    try {
      await store.insertRows('input_positions', rows)
    } catch (error) {
      // The next writing brings the same positions, newer.
      logger.warn(
        { reason: error instanceof Error ? error.message : String(error) },
        'positions were not written',
      )
    }
  }

  return {
    note: (position) => {
      latest.set(`${position.source}\n${position.topic}\n${position.partition}`, position)
    },
    start: async () => {
      timer = setInterval(() => void write(), WRITE_EVERY_MS)
    },
    stop: async () => {
      clearInterval(timer)
      await write()
    },
  }
}
