/** Which days, hours and minutes of links make up a window. Times are hours since an imaginary midnight. */
import { describe, expect, test } from 'vitest'
import { linkSpans } from '../../../src/jobs/link-spans.ts'
import type { Range } from '../../../src/jobs/ranges.ts'

const MIDNIGHT_S = Date.UTC(2026, 0, 15) / 1000
const at = (hours: number) => MIDNIGHT_S + hours * 3600
const span = (from: number, to: number): Range => ({ from_s: at(from), to_s: at(to) })
const shown = (range: Range) =>
  range.from_s >= range.to_s ? 'none' : [range.from_s, range.to_s].map((s) => (s - MIDNIGHT_S) / 3600)

function spansOf(from: number, to: number, options: { rolled: number; now: number }) {
  const { days, hours, minutes, last_hour, last_hour_tier } = linkSpans(span(from, to), {
    rolled_s: at(options.rolled),
    now_s: at(options.now),
  })
  return {
    days: shown(days),
    hours: hours.map(shown),
    minutes: minutes.map(shown),
    last_hour: [shown(last_hour), last_hour_tier],
  }
}

describe('a window that ends now', () => {
  test('is whole days, hours at its edges, and minutes of the present hour', () => {
    expect(spansOf(-48, 10.5, { rolled: 10, now: 10.5 })).toEqual({
      days: [-48, 0],
      hours: ['none', [0, 10]],
      minutes: ['none', [10, 10.5]],
      last_hour: [[9.5, 10.5], 'minute'],
    })
  })

  test('begins with the full hour where it begins more than two days ago', () => {
    expect(spansOf(-99.5, 10.5, { rolled: 10, now: 10.5 })).toMatchObject({
      days: [-96, 0],
      hours: [
        [-100, -96],
        [0, 10],
      ],
    })
  })

  test('begins with minutes where it began lately', () => {
    expect(spansOf(-5.5, 10.5, { rolled: 10, now: 10.5 })).toMatchObject({
      days: 'none',
      hours: [[-5, 10], 'none'],
      minutes: [
        [-5.5, -5],
        [10, 10.5],
      ],
    })
  })

  test('of less than an hour is minutes alone', () => {
    expect(spansOf(10.1, 10.4, { rolled: 10, now: 10.5 })).toMatchObject({
      days: 'none',
      hours: ['none', 'none'],
      minutes: [[10.1, 10.4], 'none'],
    })
  })
})

test('what is not rolled up yet is read from what is finer', () => {
  expect(spansOf(-48, 10.5, { rolled: -2, now: 10.5 })).toMatchObject({
    days: [-48, -24],
    hours: ['none', [-24, -2]],
    minutes: ['none', [-2, 10.5]],
  })
})

test('a window that ended long ago has its last hour in the hour tier', () => {
  expect(spansOf(-120, -72.25, { rolled: 10, now: 10.5 })).toEqual({
    days: [-120, -96],
    hours: ['none', [-96, -73]],
    minutes: ['none', 'none'],
    last_hour: [[-74, -73], 'hour'],
  })
})
