/** Waits for work no longer than a limit. The work itself goes on: what it does must be safe to finish unseen. */

export type Outcome<Value> =
  | { readonly ended: 'in time'; readonly value: Value }
  | { readonly ended: 'failed'; readonly error: unknown }
  | { readonly ended: 'late' }

export async function within<Value>(limit_ms: number, work: Promise<Value>): Promise<Outcome<Value>> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Outcome<Value>>((resolve) => {
    timer = setTimeout(() => resolve({ ended: 'late' }), limit_ms)
  })
  const ended = work.then(
    (value): Outcome<Value> => ({ ended: 'in time', value }),
    (error: unknown): Outcome<Value> => ({ ended: 'failed', error }),
  )
  try {
    return await Promise.race([ended, late])
  } finally {
    clearTimeout(timer)
  }
}
