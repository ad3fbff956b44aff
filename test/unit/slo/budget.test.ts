import { describe, expect, test } from 'vitest'
import { burnRate, countBudget, errorBudget, exhaustedAt, exhaustsAt } from '../../../src/slo/budget.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

describe('an error budget', () => {
  test('of 99.9 % over 1,000,000 events with 250 bad allows 1,000 and has 75 % left', () => {
    expect(errorBudget({ objective: 0.999, good: 999_750, total: 1_000_000 })).toEqual({
      allowed: 1000,
      consumed: 250,
      remaining_ratio: 0.75,
    })
  })

  test('can be overspent', () => {
    expect(errorBudget({ objective: 0.99, good: 980, total: 1000 }).remaining_ratio).toBe(-1)
  })

  test('keeps the fraction of an event that a small total allows', () => {
    expect(errorBudget({ objective: 0.9, good: 3, total: 3 }).allowed).toBe(0.3)
  })

  test('never leaks what binary fractions add', () => {
    for (const objective of [0.9, 0.95, 0.99, 0.995, 0.999, 0.9995, 0.9999, 0.99999]) {
      const per_100_000 = Math.round((1 - objective) * 100_000)
      for (const total of [100_000, 700_000, 3_300_000]) {
        expect(errorBudget({ objective, good: total, total }).allowed).toBe((per_100_000 * total) / 100_000)
      }
    }
  })

  test('of 100 % allows nothing: whole without a bad event, else minus their number', () => {
    expect(errorBudget({ objective: 1, good: 7, total: 7 })).toEqual({
      allowed: 0,
      consumed: 0,
      remaining_ratio: 1,
    })
    expect(errorBudget({ objective: 1, good: 5, total: 7 })).toEqual({
      allowed: 0,
      consumed: 2,
      remaining_ratio: -2,
    })
  })

  test('is unknown without events, not full', () => {
    expect(errorBudget({ objective: 0.999, good: 0, total: 0 }).remaining_ratio).toBeNull()
    expect(errorBudget({ objective: 1, good: 0, total: 0 }).remaining_ratio).toBeNull()
  })

  test('of a count: allowance 1 with 2 so far leaves -1', () => {
    expect(countBudget({ allowance: 1, count: 2 })).toEqual({ allowed: 1, consumed: 2, remaining_count: -1 })
  })
})

describe('a burn rate', () => {
  test('of 1.44 % bad at 99.9 % is 14.4', () => {
    expect(burnRate({ objective: 0.999, good: 98_560, total: 100_000 })).toBe(14.4)
  })

  test('is 1 where exactly the allowed share is bad, 0 where nothing is', () => {
    expect(burnRate({ objective: 0.995, good: 995, total: 1000 })).toBe(1)
    expect(burnRate({ objective: 0.995, good: 1000, total: 1000 })).toBe(0)
  })

  test('is unknown without events, and for 100 %, which has no budget', () => {
    expect(burnRate({ objective: 0.999, good: 0, total: 0 })).toBeNull()
    expect(burnRate({ objective: 1, good: 9, total: 10 })).toBeNull()
  })
})

describe('the moment a budget will be spent', () => {
  const now_ms = Date.UTC(2026, 0, 15, 12)
  const burning = { now_ms, allowed: 1000, consumed: 250, bad_per_hour: 75, period_s: 30 * 86_400 }

  test('is ten hours off when 750 are left and 75 go each hour', () => {
    expect(exhaustsAt(burning)).toBe(now_ms + 10 * HOUR)
  })

  test('is unknown when nothing burns', () => {
    expect(exhaustsAt({ ...burning, bad_per_hour: 0 })).toBeNull()
  })

  test('is told up to one period ahead and not beyond: 750 in 720 hours', () => {
    expect(exhaustsAt({ ...burning, bad_per_hour: 750 / 720 })).toBe(now_ms + 720 * HOUR)
    expect(exhaustsAt({ ...burning, bad_per_hour: 1 })).toBeNull()
  })

  test('is not ahead when it is spent already', () => {
    expect(exhaustsAt({ ...burning, consumed: 1000 })).toBeNull()
    expect(exhaustsAt({ ...burning, consumed: 1200 })).toBeNull()
  })
})

describe('the moment a budget was spent', () => {
  const steps = [3, 0, 4, 5].map((bad, index) => ({ minute_ms: index * MINUTE, bad }))

  test('is the step that reached what is allowed', () => {
    expect(exhaustedAt(steps, 7)).toBe(2 * MINUTE)
    expect(exhaustedAt(steps, 7.5)).toBe(3 * MINUTE)
  })

  test('is none while some is left', () => {
    expect(exhaustedAt(steps, 13)).toBeNull()
    expect(exhaustedAt([], 0)).toBeNull()
  })

  test('is the first bad event where none is allowed', () => {
    expect(
      exhaustedAt(
        [
          { minute_ms: 0, bad: 0 },
          { minute_ms: MINUTE, bad: 1 },
        ],
        0,
      ),
    ).toBe(MINUTE)
    expect(exhaustedAt([{ minute_ms: 0, bad: 0 }], 0)).toBeNull()
  })

  test('is told exactly when nothing is left', () => {
    for (const allowed of [2, 3, 4, 7, 8, 11, 12, 13, 20]) {
      const { remaining_ratio } = errorBudget({
        objective: 0.9,
        good: allowed * 10 - 12,
        total: allowed * 10,
      })
      expect(exhaustedAt(steps, allowed) !== null).toBe(remaining_ratio !== null && remaining_ratio <= 0)
    }
  })
})
