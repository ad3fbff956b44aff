import { setImmediate as otherWork } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createCommitter } from '../../../src/kafka/committer.ts'
import { createOffsetLedger, type Position } from '../../../src/kafka/offset-ledger.ts'

/** A committer over two partitions whose broker fails the first `failures` requests. */
function start({ failures = 0 } = {}) {
  const ledger = createOffsetLedger()
  ledger.assign([0, 1].map((partition) => ({ topic: 'events', partition, committed: 0 })))
  const requests: (readonly Position[])[] = []
  const failed: unknown[] = []
  const commit = async (positions: readonly Position[]) => {
    requests.push(positions)
    await otherWork()
    if (requests.length <= failures) throw new Error('the group is rebalancing')
    ledger.committed(positions)
  }
  const committer = createCommitter({ ledger, commit, onFailure: (error) => failed.push(error) })
  const store = (partition: number, from: number, next: number) => {
    ledger.take('events', partition, from, next).stored()
    committer.nudge()
  }
  return { ledger, committer, store, requests, failed }
}

const events = (partition: number, offset: number) => ({ topic: 'events', partition, offset })

test('what is stored at one time goes into one request', async () => {
  const { committer, store, requests } = start()
  store(0, 0, 5)
  store(1, 0, 7)
  await committer.flush(1_000)
  expect(requests).toEqual([[events(0, 5), events(1, 7)]])
})

test('what is stored during a request goes with the next one', async () => {
  const { committer, store, requests } = start()
  store(0, 0, 5)
  await expect.poll(() => requests.length).toBe(1)
  store(0, 5, 6)
  store(1, 0, 7)
  await committer.flush(1_000)
  expect(requests).toEqual([[events(0, 5)], [events(0, 6), events(1, 7)]])
})

test.each([0, 1, 2, 3])('what is stored as a round ends, %i turns later, is not forgotten', async (turns) => {
  const ledger = createOffsetLedger()
  ledger.assign([{ topic: 'events', partition: 0, committed: 0 }])
  let rounds = 0
  const committer = createCommitter({
    ledger: {
      ...ledger,
      committable: () => {
        const due = ledger.committable()
        rounds += 1
        if (rounds === 1) void storeAfter(turns)
        return due
      },
    },
    commit: async (positions) => ledger.committed(positions),
    onFailure: () => {},
  })
  const storeAfter = async (left: number): Promise<void> => {
    await Promise.resolve()
    if (left > 0) return storeAfter(left - 1)
    ledger.take('events', 0, 0, 5).stored()
    committer.nudge()
  }
  committer.nudge()
  await expect.poll(() => rounds > 1 && ledger.committable().length === 0).toBe(true)
})

test('a failed request is repeated until it is accepted', async () => {
  const { committer, store, requests, failed } = start({ failures: 2 })
  store(0, 0, 5)
  await committer.flush(5_000)
  expect(requests).toEqual([[events(0, 5)], [events(0, 5)], [events(0, 5)]])
  expect(failed).toHaveLength(2)
})

test('a flush gives up when its time is over', async () => {
  const { committer, store, ledger } = start({ failures: 1_000 })
  store(0, 0, 5)
  await committer.flush(300)
  expect(ledger.committable()).toEqual([events(0, 5)])
})
