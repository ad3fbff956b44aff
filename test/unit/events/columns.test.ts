/** What a column takes, what it makes of it, and what it refuses. */
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import {
  day,
  decimal,
  decimalOrNull,
  files,
  labels,
  longText,
  requiredMeasure,
  stateOf,
  stateOfOr,
} from '../../../src/events/column.ts'

const REFUSED = Symbol('refused')

function held(column: z.ZodType, value: unknown): unknown {
  const read = column.safeParse(value)
  return read.success ? read.data : REFUSED
}

describe('a decimal', () => {
  it.each([
    ['30.00', '30'],
    ['-0.00000000603', '-0.00000000603'],
    ['0.00001605990', '0.0000160599'],
    ['+.5', '0.5'],
    ['-0.0', '0'],
    ['007', '7'],
    ['1e-7', '0.0000001'],
    ['1.5E+3', '1500'],
    ['99999999999999999999999999.999999999999', '99999999999999999999999999.999999999999'],
    // As JSON numbers: what JavaScript itself would print as 8e-7 and 0.30000000000000004.
    [0.0000008, '0.0000008'],
    [0.1 + 0.2, '0.3'],
    [-12.5, '-12.5'],
    [9_007_199_254_740_991, '9007199254740991'],
  ])('%s is held as %s', (said, text) => {
    expect(held(decimal(), said)).toBe(text)
  })

  it('rounds what lies beyond 12 decimals half away from zero', () => {
    expect(held(decimal(), '-0.001528156921268')).toBe('-0.001528156921')
    expect(held(decimal(), '0.0000000000005')).toBe('0.000000000001')
    expect(held(decimal(), '-0.0000000000005')).toBe('-0.000000000001')
    expect(held(decimal(), '0.00000000000049')).toBe('0')
  })

  it.each([
    ['nothing', ''],
    ['a point alone', '.'],
    ['a sign alone', '-'],
    ['a word', 'NULL'],
    ['a space', ' 1'],
    ['a thousands separator', '1,000'],
    ['hexadecimal', '0x10'],
    ['27 digits before the point', '100000000000000000000000000'],
    ['26 that rounding makes 27', '99999999999999999999999999.9999999999995'],
    ['a number no float holds exactly', 9_007_199_254_740_992],
    ['a list of a number', [1]],
    ['true', true],
    ['an exponent out of all bounds', '1e999999999'],
    ['a million digits', '1'.repeat(1_000_000)],
  ])('is not %s', (_, said) => {
    expect(held(decimal(), said)).toBe(REFUSED)
  })

  it('is required, or null where it may be unknown', () => {
    expect(held(decimal(), undefined)).toBe(REFUSED)
    expect(held(decimal(), null)).toBe(REFUSED)
    expect(held(decimalOrNull(), undefined)).toBeNull()
    expect(held(decimalOrNull(), null)).toBeNull()
    expect(held(decimalOrNull(), 0)).toBe('0')
  })
})

describe('a day', () => {
  it('is a calendar day that exists', () => {
    expect(held(day(), '2024-02-29')).toBe('2024-02-29')
    for (const wrong of ['2026-02-29', '2026-11-1', '2026-11-01T00:00:00Z', 20_261_101, undefined]) {
      expect(held(day(), wrong)).toBe(REFUSED)
    }
  })

  it('lies between 2000 and the last that the table holds', () => {
    expect(held(day(), '2000-01-01')).toBe('2000-01-01')
    expect(held(day(), '1999-12-31')).toBe(REFUSED)
    expect(held(day(), '2149-06-06')).toBe('2149-06-06')
    expect(held(day(), '2149-06-07')).toBe(REFUSED)
  })
})

describe('a state', () => {
  it('may be written as AWS does and is held in lower case', () => {
    const status = stateOf(['in_sync', 'drifted'])
    expect(held(status, 'DRIFTED')).toBe('drifted')
    expect(held(status, 'in_sync')).toBe('in_sync')
    expect(held(status, 'broken')).toBe(REFUSED)
    expect(held(status, undefined)).toBe(REFUSED)
    expect(held(stateOfOr(['active', 'closed'], 'active'), undefined)).toBe('active')
  })
})

describe('files', () => {
  const hash = 'ab'.repeat(32)

  it('have a key and a hash in lower case, and nothing else', () => {
    expect(held(files(), [{ key: 'k', sha256: hash.toUpperCase(), size: 3 }, { key: 'l' }])).toEqual([
      { key: 'k', sha256: hash },
      { key: 'l', sha256: '' },
    ])
  })

  it('are refused with a hash in another form, which would never match', () => {
    expect(held(files(), [{ key: 'k', sha256: `${hash}00` }])).toBe(REFUSED)
    expect(held(files(), [{ key: 'k', sha256: Buffer.from(hash, 'hex').toString('base64') }])).toBe(REFUSED)
  })
})

describe('others', () => {
  it('labels are texts by name', () => {
    expect(held(labels(), { env: 'production', constructor: 'acme' })).toEqual({
      env: 'production',
      constructor: 'acme',
    })
    expect(held(labels(), { env: 1 })).toBe(REFUSED)
    expect(held(labels(), [])).toBe(REFUSED)
    expect(held(labels(), undefined)).toEqual({})
  })

  it('a number that must be there is no text and not unknown', () => {
    expect(held(requiredMeasure(), 0)).toBe(0)
    expect(held(requiredMeasure(), '0')).toBe(REFUSED)
    expect(held(requiredMeasure(), null)).toBe(REFUSED)
  })

  it('a long text holds two policies of the largest size', () => {
    expect(held(longText(), 'x'.repeat(40_960))).toHaveLength(40_960)
    expect(held(longText(), 'x'.repeat(262_145))).toBe(REFUSED)
  })
})
