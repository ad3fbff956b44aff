/** Waits out the failures of the store that pass by themselves. */
import { setTimeout as wait } from 'node:timers/promises'
import { StoreFailure } from '../clickhouse/store.ts'

export interface Backoff {
  readonly first_ms: number
  readonly longest_ms: number
}

/**
 * Repeats `work` while it fails in a way that may pass, for ever. The waits have full jitter (a random part of a
 * doubling limit), so that replicas do not come back all at once:
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 * @throws what `work` threw that is not a retriable StoreFailure; AbortError when the signal ends the wait
 */
export async function untilStored<Result>(
  work: () => Promise<Result>,
  options: {
    backoff: Backoff
    signal: AbortSignal
    random: () => number
    onRetry: (failure: StoreFailure, attempt: number, wait_ms: number) => void
  },
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof StoreFailure && error.retriable)) throw error
      const wait_ms = waitBefore(attempt, options.backoff, options.random)
      options.onRetry(error, attempt, wait_ms)
      await wait(wait_ms, undefined, { signal: options.signal })
    }
  }
}

/** The wait after the given failed attempt (1, 2, …), in ms. */
export function waitBefore(attempt: number, backoff: Backoff, random: () => number): number {
  return random() * Math.min(backoff.longest_ms, backoff.first_ms * 2 ** (attempt - 1))
}
