/** Commits what is stored, one request at a time: what is stored meanwhile goes with the next one. */
import { setImmediate as otherWork, setTimeout as sleep } from 'node:timers/promises'
import type { OffsetLedger, Position } from './offset-ledger.ts'

const FIRST_WAIT_MS = 100
const LONGEST_WAIT_MS = 5_000

export interface Committer {
  /** Something was stored. */
  nudge(): void
  /** Waits until everything stored is committed, or the time is over. */
  flush(limit_ms: number): Promise<void>
}

/** `commit` must make the ledger know what was committed; until then it is tried again, ever more slowly. */
export function createCommitter(pass: {
  ledger: OffsetLedger
  commit: (positions: readonly Position[]) => Promise<void>
  onFailure: (error: unknown) => void
}): Committer {
  const { ledger, commit, onFailure } = pass
  let running: Promise<void> | null = null

  const commitAll = async () => {
    let wait_ms = FIRST_WAIT_MS
    // A batch of the store holds slices of many partitions: all of them are noted before the request is made.
    await otherWork()
    for (let due = ledger.committable(); due.length > 0; due = ledger.committable()) {
      try {
        await commit(due)
      } catch (error) {
        // A rebalance or a lost broker. Whatever is not committed is read again: nothing is lost.
        onFailure(error)
      }
      if (!repeats(due, ledger.committable())) {
        wait_ms = FIRST_WAIT_MS
        continue
      }
      await sleep(wait_ms * (0.5 + Math.random() / 2), undefined, { ref: false })
      wait_ms = Math.min(wait_ms * 2, LONGEST_WAIT_MS)
    }
    // In the same turn as the last look: a nudge after it begins anew.
    running = null
  }

  const nudge = () => {
    running ??= commitAll()
  }

  return {
    nudge,
    flush: async (limit_ms) => {
      const deadline = Date.now() + limit_ms
      while (ledger.committable().length > 0 && Date.now() < deadline) {
        nudge()
        await Promise.race([running, sleep(deadline - Date.now(), undefined, { ref: false })])
      }
    },
  }
}

function repeats(before: readonly Position[], after: readonly Position[]): boolean {
  return after.some((position) =>
    before.some(
      ({ topic, partition, offset }) =>
        topic === position.topic && partition === position.partition && offset === position.offset,
    ),
  )
}
