/** Runs the service until a signal ends it, or a failure does. */
import { endSignal } from '../lifecycle.ts'
import { type Service, type ServiceOptions, startService } from './service.ts'

/** A library may leave a socket or timer behind: after this long it no longer keeps an ended service alive. */
const LINGERING_MS = 5_000

/** @throws what ended the service, after it was stopped; LinkmeterError for what keeps it from starting */
export async function runService(
  options: Omit<ServiceOptions, 'onFailure' | 'signal'>,
  onStarted: (service: Service) => void = () => {},
): Promise<void> {
  const { logger } = options.context
  const ending = new AbortController()
  const ended = new Promise<void>((resolve) => ending.signal.addEventListener('abort', () => resolve()))
  let failure: Error | null = null
  void endSignal().then((signal) => {
    logger.info({ signal }, 'stopping: what was taken is being stored')
    ending.abort()
  })
  const onFailure = (error: Error) => {
    failure ??= error
    ending.abort()
  }
  try {
    const service = await startService({ ...options, signal: ending.signal, onFailure })
    if (service !== null) {
      if (!ending.signal.aborted) onStarted(service)
      if (!ending.signal.aborted) await ended
      await service.stop()
    }
  } finally {
    setTimeout(() => process.exit(), LINGERING_MS).unref()
  }
  if (failure !== null) throw failure
}
