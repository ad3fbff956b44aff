/** Waiting with a limit. */
import { setTimeout as sleep } from 'node:timers/promises'

/** True once the promise has settled, false when the time was over first. */
export async function within(limit_ms: number, promise: Promise<unknown>): Promise<boolean> {
  const over = new AbortController()
  const settled = promise.then(
    () => true,
    () => true,
  )
  try {
    return await Promise.race([settled, sleep(Math.max(limit_ms, 0), false, { signal: over.signal })])
  } finally {
    over.abort()
  }
}
