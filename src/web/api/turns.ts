/** Lets a few readings of the tables run at once. Those somebody waits for go before those that only refresh. */

export interface Turns {
  take<Result>(isAwaited: boolean, work: () => Promise<Result>): Promise<Result>
}

export function createTurns(size: number): Turns {
  const awaited: (() => void)[] = []
  const others: (() => void)[] = []
  let running = 0

  function next(): void {
    const begin = running < size ? (awaited.shift() ?? others.shift()) : undefined
    if (begin === undefined) return
    running += 1
    begin()
  }

  return {
    take: async (isAwaited, work) => {
      await new Promise<void>((resolve) => {
        const waiting = isAwaited ? awaited : others
        waiting.push(resolve)
        next()
      })
      try {
        return await work()
      } finally {
        running -= 1
        next()
      }
    },
  }
}
