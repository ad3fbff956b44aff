import { describe, expect, test } from 'vitest'
import { createOffsetLedger } from '../../../src/kafka/offset-ledger.ts'

const events = (partition: number, offset: number) => ({ topic: 'events', partition, offset })

/** A ledger that was given one partition of `events`, committed up to 100. */
function assigned() {
  const ledger = createOffsetLedger()
  ledger.assign([{ topic: 'events', partition: 0, committed: 100 }])
  return ledger
}

describe('what may be committed', () => {
  test('nothing, before something is stored', () => {
    const ledger = assigned()
    ledger.take('events', 0, 100, 110)
    expect(ledger.committable()).toEqual([])
  })

  test('a stored slice, up to the offset after it, once', () => {
    const ledger = assigned()
    ledger.take('events', 0, 100, 110).stored()
    expect(ledger.committable()).toEqual([events(0, 110)])
    ledger.committed([events(0, 110)])
    expect(ledger.committable()).toEqual([])
  })

  test('a slice stored before an earlier one waits for it', () => {
    const ledger = assigned()
    const first = ledger.take('events', 0, 100, 110)
    const second = ledger.take('events', 0, 110, 120)
    second.stored()
    expect(ledger.committable()).toEqual([])
    first.stored()
    expect(ledger.committable()).toEqual([events(0, 120)])
  })

  test('each partition by itself, all in one list', () => {
    const ledger = createOffsetLedger()
    ledger.assign([
      { topic: 'events', partition: 0, committed: null },
      { topic: 'events', partition: 1, committed: null },
    ])
    ledger.take('events', 0, 0, 5).stored()
    ledger.take('events', 1, 0, 7).stored()
    expect(ledger.committable()).toEqual([events(0, 5), events(1, 7)])
  })

  test('never less than what is committed', () => {
    const ledger = assigned()
    const slice = ledger.take('events', 0, 100, 110)
    ledger.committed([events(0, 150)])
    slice.stored()
    expect(ledger.committable()).toEqual([])
  })
})

describe('after a rebalance', () => {
  test('what was taken before is not committed: its partition may be at another place by now', () => {
    const ledger = assigned()
    const before = ledger.take('events', 0, 100, 110)
    ledger.assign([{ topic: 'events', partition: 0, committed: 200 }])
    before.stored()
    expect(ledger.committable()).toEqual([])
  })

  test('new slices wait for what was taken before and is not stored yet', () => {
    const ledger = assigned()
    const before = ledger.take('events', 0, 100, 110)
    ledger.assign([{ topic: 'events', partition: 0, committed: 100 }])
    ledger.take('events', 0, 110, 120).stored()
    expect(ledger.committable()).toEqual([])
    before.stored()
    expect(ledger.committable()).toEqual([events(0, 120)])
  })

  test('a partition that went away is neither assigned nor committed', () => {
    const ledger = assigned()
    const slice = ledger.take('events', 0, 100, 110)
    slice.stored()
    ledger.revoke()
    expect(ledger.isAssigned('events', 0)).toBe(false)
    expect(ledger.committable()).toEqual([])
  })
})

describe('jumps of the log', () => {
  test('reading on where we had come to is none', () => {
    const ledger = assigned()
    expect(ledger.take('events', 0, 100, 110).jump).toBeNull()
    expect(ledger.take('events', 0, 110, 120).jump).toBeNull()
  })

  test('a first slice beyond the committed offset is one', () => {
    expect(assigned().take('events', 0, 130, 140).jump).toEqual({ from: 100, to: 130 })
  })

  test('a group that never committed can have none', () => {
    const ledger = createOffsetLedger()
    ledger.assign([{ topic: 'events', partition: 0, committed: null }])
    expect(ledger.take('events', 0, 500, 510).jump).toBeNull()
  })

  test('records that never reach us, such as transaction markers, are none', () => {
    const ledger = assigned()
    ledger.take('events', 0, null, 103).stored()
    expect(ledger.take('events', 0, 103, 110).jump).toBeNull()
  })

  test('a log that began anew is committed at its lower offsets', () => {
    const ledger = assigned()
    const slice = ledger.take('events', 0, 0, 10)
    expect(slice.jump).toEqual({ from: 100, to: 0 })
    slice.stored()
    expect(ledger.committable()).toEqual([events(0, 10)])
  })
})
