/** Starts the parts of a service in order and stops them in reverse, on a signal, a failure or by request. */
import type { Logger } from 'pino'

export interface Part {
  readonly name: string
  readonly start: () => Promise<void>
  /** Called only when it had started. */
  readonly stop: () => Promise<void>
}

export interface Lifecycle {
  /** Starts every part; when one fails, those before it are stopped and its error is thrown. */
  start(): Promise<void>
  /** Stops what runs, last part first. Safe to call twice. */
  stop(): Promise<void>
}

export function createLifecycle(parts: readonly Part[], logger: Logger): Lifecycle {
  const running: Part[] = []
  let stopping: Promise<void> | null = null

  async function stopAll(): Promise<void> {
    for (const part of running.splice(0).reverse()) {
      try {
        await part.stop()
        logger.debug({ part: part.name }, 'stopped')
      } catch (error) {
        // What comes after it must be stopped all the same.
        logger.error({ part: part.name, reason: error instanceof Error ? error.message : String(error) }, 'stop failed')
      }
    }
  }

  function stop(): Promise<void> {
    stopping ??= stopAll()
    return stopping
  }

  return {
    start: async () => {
      for (const part of parts) {
        if (stopping !== null) return
        try {
          await part.start()
        } catch (error) {
          await stop()
          throw error
        }
        running.push(part)
        logger.debug({ part: part.name }, 'started')
      }
    },
    stop,
  }
}

/** Resolves with the name of the first signal that asks the process to end. */
export function endSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal))
  })
}
