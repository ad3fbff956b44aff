/** Times as text. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseMoment } from '../../../src/events/moment.ts'

describe('a time as text', () => {
  it('is read in the form that machines write, exactly as Date does', () => {
    const moments = fc.date({
      min: new Date('0000-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    })
    fc.assert(fc.property(moments, (date) => parseMoment(date.toISOString()) === date.getTime()))
  })

  it.each([
    ['2024-02-29T00:00:00.000Z', Date.UTC(2024, 1, 29)],
    ['2000-02-29T12:34:56Z', Date.UTC(2000, 1, 29, 12, 34, 56)],
    ['2025-03-10T09:10Z', Date.UTC(2025, 2, 10, 9, 10)],
    ['2025-03-10t09:10:00.123456789z', Date.UTC(2025, 2, 10, 9, 10, 0, 123)],
    ['2025-03-10 10:10:00+01:00', Date.UTC(2025, 2, 10, 9, 10)],
    ['2025-03-10T09:10:00-0530', Date.UTC(2025, 2, 10, 14, 40)],
  ])('%s', (text, ms) => {
    expect(parseMoment(text)).toBe(ms)
  })

  it.each([
    '2025-03-10T09:10:00', // no zone
    '2025-02-30T09:10:00.000Z',
    '2025-02-29T09:10:00Z',
    '1900-02-29T09:10:00.000Z',
    '2025-13-01T00:00:00.000Z',
    '2025-00-01T00:00:00.000Z',
    '2025-01-00T00:00:00.000Z',
    '2025-01-01T24:00:01.000Z',
    '2025-01-01T00:60:00.000Z',
    '2025-01-01T00:00:00.0x0Z',
    '20250101T00000000000000Z',
    '10/03/2025',
    'yesterday',
    '',
  ])('that is none is refused, not guessed: %s', (text) => {
    expect(parseMoment(text)).toBeNaN()
  })
})
