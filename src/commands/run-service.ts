/** Runs the service until a signal ends it, or a failure does. */
import { endSignal } from '../lifecycle.ts'
import { type Service, type ServiceOptions, startService } from './service.ts'

/** @throws what ended the service, after it was stopped; LinkmeterError for what keeps it from starting */
export async function runService(
  options: Omit<ServiceOptions, 'onFailure'> & { readonly beforeStop?: () => Promise<void> },
  onStarted: (service: Service) => void = () => {},
): Promise<void> {
  let fail: (error: Error) => void = () => {}
  const failure = new Promise<never>((_, reject) => {
    fail = reject
  })
  // A failure while starting is thrown by the start itself.
  failure.catch(() => {})
  const signalled = endSignal()
  const service = await startService({ ...options, onFailure: (error) => fail(error) })
  try {
    onStarted(service)
    const signal = await Promise.race([signalled, failure])
    options.context.logger.info({ signal }, 'stopping: what was taken is being stored')
  } finally {
    await options.beforeStop?.()
    await service.stop()
  }
}
