import { describe, expect, test } from 'vitest'
import { formatDuration, parseDuration } from '../../../src/slo/duration.ts'

describe('a duration', () => {
  test.each([
    ['5m', 300],
    ['1h5m', 3_900],
    ['90m', 5_400],
    ['12h', 43_200],
    ['3d', 259_200],
    ['4w', 2_419_200],
    ['30s', 30],
    ['0m', 0],
  ])('%s is %i seconds', (text, seconds) => expect(parseDuration(text)).toBe(seconds))

  test.each(['', '5', 'm', '5 m', '-5m', '1.5h', '5m1h', '1M', '1Q', '5M', '5min', '99999999999999999999w'])(
    '%j is none',
    (text) => expect(parseDuration(text)).toBeNull(),
  )

  test.each([
    [300, '5m'],
    [3_600, '1h'],
    [5_400, '1h30m'],
    [86_400, '1d'],
    [259_200, '3d'],
    [604_800, '1w'],
    [2_592_000, '30d'],
    [0, '0s'],
  ])('of %i seconds is printed as Prometheus does: %s', (seconds, text) =>
    expect(formatDuration(seconds)).toBe(text),
  )

  test('that was printed is read back', () => {
    for (let seconds = 1; seconds < 4_000_000; seconds += 7_919) {
      expect(parseDuration(formatDuration(seconds))).toBe(seconds)
    }
  })
})
