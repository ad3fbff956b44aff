/** How many queries run beside each other; a few more wait for a while. */
import { Refusal } from './refusal.ts'

/** How many may wait, and how long, in ms. */
const WAITING = 32
const WAIT_MS = 5_000

export interface Slots {
  readonly running: number
  /** Runs it as soon as there is room. @throws Refusal when there is none for too long */
  use<Result>(run: () => Promise<Result>): Promise<Result>
}

export function createSlots(size: number): Slots {
  let running = 0
  const waiting: (() => void)[] = []

  function leave(): void {
    running -= 1
    waiting.shift()?.()
  }

  async function enter(): Promise<void> {
    if (running < size) return
    if (waiting.length >= WAITING) throw full(size)
    await new Promise<void>((resolve, reject) => {
      const turn = () => {
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(turn), 1)
        reject(full(size))
      }, WAIT_MS)
      waiting.push(turn)
    })
  }

  return {
    get running() {
      return running
    },
    use: async (run) => {
      await enter()
      running += 1
      try {
        return await run()
      } finally {
        leave()
      }
    },
  }
}

function full(size: number): Refusal {
  return new Refusal('too_many_simultaneous_queries', `${size} queries run already: try again in a while`)
}
