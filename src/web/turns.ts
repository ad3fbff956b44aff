/** Lets a few statements of readers run at once: of those that wait, the one that is due first. */
import type { Store } from '../clickhouse/store.ts'

export interface Turns {
  /** `due_ms`: when somebody begins to wait for it, in ms since 1970. Who is due at the same time comes in order. */
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

/** The same store, each of whose readings takes a turn. */
export function inTurns(store: Store, turns: Turns, due_ms: number): Store {
  return {
    ...store,
    rows: (sql, parameters) => turns.take(due_ms, () => store.rows(sql, parameters)),
    read: (sql, format, parameters) => turns.take(due_ms, () => store.read(sql, format, parameters)),
  }
}
