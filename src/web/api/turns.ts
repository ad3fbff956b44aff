/** Lets a few readings of the tables run at once: of those that wait, the one that is due first. */

export interface Turns {
  /** `due_ms`: when somebody begins to wait for it; 0: somebody waits already. */
  take<Result>(due_ms: number, work: () => Promise<Result>): Promise<Result>
}

export function createTurns(size: number): Turns {
  const waiting: { readonly due_ms: number; begin(): void }[] = []
  let running = 0

  function next(): void {
    if (running >= size) return
    const [first] = waiting.toSorted((one, other) => one.due_ms - other.due_ms)
    if (first === undefined) return
    waiting.splice(waiting.indexOf(first), 1)
    running += 1
    first.begin()
  }

  return {
    take: async (due_ms, work) => {
      await new Promise<void>((begin) => {
        waiting.push({ due_ms, begin })
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
