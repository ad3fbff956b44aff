/** Parts that were started, to be stopped in reverse: on a signal, a failure or by request. */
import type { Logger } from 'pino'

export interface Lifecycle {
  /** Notes that a part runs and how it ends. */
  started(part: string, stop: () => Promise<void>): void
  /** Stops what runs, last part first, whatever fails on the way. Safe to call twice. */
  stop(): Promise<void>
}

export function createLifecycle(logger: Logger): Lifecycle {
  const running: { part: string; stop: () => Promise<void> }[] = []
  let stopping: Promise<void> | null = null

  async function stopAll(): Promise<void> {
    for (const { part, stop } of running.splice(0).reverse()) {
      try {
        await stop()
        logger.debug({ part }, 'stopped')
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        logger.error({ part, reason }, 'a part did not stop cleanly')
      }
    }
  }

  return {
    started: (part, stop) => {
      logger.debug({ part }, 'started')
      running.push({ part, stop })
    },
    stop: () => {
      stopping ??= stopAll()
      return stopping
    },
  }
}

/** Resolves with the name of the first signal that asks the process to end; a second one ends it at once. */
export function endSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal))
  })
}
