import { describe, expect, test } from 'vitest'
import {
  alignDown,
  alignRanges,
  alignUp,
  cutByEvents,
  DAY_S,
  eventsIn,
  HOUR_S,
  MINUTE_S,
  mergeAcross,
  mergeRanges,
  rangesToCompute,
  secondsOf,
  splitAt,
  withoutHoles,
} from '../../../src/jobs/ranges.ts'

const range = (from_s: number, to_s: number) => ({ from_s, to_s })

describe('what touched minutes change', () => {
  // Ten o'clock on some day, so that hours and days begin where one expects.
  const now_s = 20_000 * DAY_S + 10 * HOUR_S + 30
  const thisMinute = alignDown(now_s, MINUTE_S)
  const clock = { now_s, horizon_s: thisMinute + MINUTE_S }
  const reach = { before_s: () => 300, after_s: () => 600, grain_s: MINUTE_S }
  const minute = (from_s: number, kind = 'action') => ({ kind, from_s, to_s: from_s + MINUTE_S })

  test('is from the lookback before to the lookahead after', () => {
    const at = thisMinute - HOUR_S
    expect(rangesToCompute([minute(at)], reach, clock)).toEqual([range(at - 300, at + 660)])
  })

  test('is nothing beyond the horizon', () => {
    expect(rangesToCompute([minute(thisMinute)], reach, clock)).toEqual([
      range(thisMinute - 300, thisMinute + MINUTE_S),
    ])
    expect(rangesToCompute([minute(thisMinute + DAY_S)], reach, clock)).toEqual([])
  })

  test('is told by whole hours where it begins more than three hours ago', () => {
    const recent = thisMinute - 3 * HOUR_S + 300
    expect(rangesToCompute([minute(recent + 60)], reach, clock)).toEqual([range(recent - 240, recent + 720)])
    const old = thisMinute - 5 * HOUR_S
    expect(rangesToCompute([minute(old + 1800)], reach, clock)).toEqual([range(old, old + HOUR_S)])
    expect(rangesToCompute([minute(old)], reach, clock)).toEqual([range(old - HOUR_S, old + HOUR_S)])
  })

  test('is told by whole days where the SLI counts by days', () => {
    const midnight = alignDown(now_s, DAY_S)
    expect(rangesToCompute([minute(thisMinute - 600)], { ...reach, grain_s: DAY_S }, clock)).toEqual([
      range(midnight, midnight + DAY_S),
    ])
  })

  test('depends on the kind, and what overlaps is one range', () => {
    const by_kind = { ...reach, after_s: (kind: string) => (kind === 'token_issuance' ? 7200 : 0) }
    const at = thisMinute - 2 * HOUR_S
    const touched = [minute(at + 3600), minute(at, 'token_issuance'), minute(thisMinute)]
    expect(rangesToCompute(touched, by_kind, clock)).toEqual([range(at - 300, thisMinute + MINUTE_S)])
  })
})

describe('ranges', () => {
  test('that overlap or adjoin are merged, whatever their order', () => {
    expect(mergeRanges([range(40, 50), range(0, 10), range(10, 20), range(15, 18), range(45, 60)])).toEqual([
      range(0, 20),
      range(40, 60),
    ])
    expect(mergeRanges([])).toEqual([])
  })

  test('are merged across gaps that may be filled', () => {
    const small = (gap: { from_s: number; to_s: number }) => gap.to_s - gap.from_s <= 10
    expect(mergeAcross([range(0, 10), range(20, 30), range(41, 50)], small)).toEqual([
      range(0, 30),
      range(41, 50),
    ])
  })

  test('lose what holes cover', () => {
    expect(withoutHoles([range(0, 100)], [range(10, 20), range(90, 200)])).toEqual([
      range(0, 10),
      range(20, 90),
    ])
    expect(withoutHoles([range(10, 20), range(30, 40)], [range(0, 35)])).toEqual([range(35, 40)])
    expect(withoutHoles([range(10, 20)], [range(0, 100)])).toEqual([])
    expect(withoutHoles([range(10, 20)], [range(0, 10), range(20, 30)])).toEqual([range(10, 20)])
  })

  test('are widened to whole steps and merged', () => {
    expect(alignRanges([range(61, 119), range(121, 130)], 60)).toEqual([range(60, 180)])
    expect(alignRanges([range(60, 120)], 60)).toEqual([range(60, 120)])
  })

  test('are split at a moment, whole where it lies outside or on an edge', () => {
    expect(splitAt(range(0, 10), 4)).toEqual({ before: range(0, 4), after: range(4, 10) })
    expect(splitAt(range(0, 10), 0)).toEqual({ before: null, after: range(0, 10) })
    expect(splitAt(range(0, 10), 10)).toEqual({ before: range(0, 10), after: null })
    expect(splitAt(range(0, 10), -5)).toEqual({ before: null, after: range(0, 10) })
    expect(splitAt(range(0, 10), 50)).toEqual({ before: range(0, 10), after: null })
  })

  test('add up', () => expect(secondsOf([range(0, 10), range(20, 25)])).toBe(15))

  test('are aligned down and up', () => {
    expect([alignDown(119, 60), alignDown(120, 60), alignUp(120, 60), alignUp(121, 60)]).toEqual([
      60, 120, 120, 180,
    ])
  })
})

describe('pieces of a range', () => {
  const hours = (...counts: number[]) => new Map(counts.map((count, index) => [index * HOUR_S, count]))
  const cut = (counts: number[], most: number, step_s = HOUR_S) =>
    cutByEvents(range(0, counts.length * HOUR_S), hours(...counts), { most, step_s }).map(
      ({ from_s, to_s }) => [from_s / HOUR_S, to_s / HOUR_S],
    )

  test('hold at most so many events, as many as fit', () => {
    expect(cut([5, 5, 5, 5], 10)).toEqual([
      [0, 2],
      [2, 4],
    ])
    expect(cut([5, 0, 0, 5, 1], 10)).toEqual([
      [0, 4],
      [4, 5],
    ])
  })

  test('are whole hours, however many events one holds', () => {
    expect(cut([1, 50, 1], 10)).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ])
  })

  test('are whole days for an SLI that counts by days', () => {
    const counts = Array.from({ length: 72 }, () => 1)
    expect(cut(counts, 30, DAY_S)).toEqual([
      [0, 24],
      [24, 48],
      [48, 72],
    ])
  })

  test('cover the whole range also where it begins and ends within an hour', () => {
    const pieces = cutByEvents(range(1800, 9000), hours(8, 8, 8), { most: 10, step_s: HOUR_S })
    expect(pieces).toEqual([range(1800, 3600), range(3600, 7200), range(7200, 9000)])
  })

  test('of no events are one', () => expect(cut([0, 0, 0], 10)).toEqual([[0, 3]]))

  test('count every hour they touch', () => {
    expect(eventsIn(range(1800, 7201), hours(1, 10, 100, 1000))).toBe(111)
    expect(eventsIn(range(3600, 7200), hours(1, 10, 100))).toBe(10)
  })
})
