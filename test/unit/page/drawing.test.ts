/** What of a query's result can be drawn, and why some of it cannot. */
import { describe, expect, test } from 'vitest'
import { drawingOf } from '../../../src/page/views/sql/result/drawing.ts'

const columns = (types: Readonly<Record<string, string>>) =>
  Object.entries(types).map(([name, type]) => ({ name, type }))

const at = (hour: number) => Date.UTC(2026, 0, 1, hour)
const clock = (hour: number) => `2026-01-01 0${hour}:00:00`

describe('lines over time', () => {
  test('one for each column of numbers, in the order of time, with a gap where nothing is known', () => {
    const drawn = drawingOf(columns({ hour: 'DateTime', n: 'UInt64', ratio: 'Nullable(Float64)' }), [
      [clock(2), '7', null],
      [clock(1), '5', 0.5],
    ])
    expect(drawn).toEqual({
      ok: true,
      drawing: {
        kind: 'lines',
        times: [at(1), at(2)],
        lines: [
          { name: 'n', values: [5, 7] },
          { name: 'ratio', values: [0.5, null] },
        ],
        left_out: 0,
      },
    })
  })

  test('one for each text that tells rows of one moment apart, the greatest first', () => {
    const drawn = drawingOf(columns({ hour: 'DateTime', slo: 'LowCardinality(String)', n: 'UInt8' }), [
      [clock(1), 'a', 1],
      [clock(1), 'b', 9],
      [clock(2), 'a', 3],
    ])
    expect(drawn).toMatchObject({
      drawing: {
        lines: [
          { name: 'b', values: [9, null] },
          { name: 'a', values: [1, 3] },
        ],
      },
    })
  })

  test('four at most, and it says how many more there are', () => {
    const many = columns({ day: 'Date', a: 'Int8', b: 'Int8', c: 'Int8', d: 'Int8', e: 'Int8' })
    const drawn = drawingOf(many, [
      ['2026-01-01', 1, 2, 3, 4, 5],
      ['2026-01-02', 1, 2, 3, 4, 5],
    ])
    expect(drawn).toMatchObject({ drawing: { left_out: 1 } })
  })
})

describe('bars', () => {
  test('where a number follows what names it', () => {
    const drawn = drawingOf(columns({ principal: 'String', attempts: 'UInt64' }), [
      ['anna', '12'],
      ['', '3'],
    ])
    expect(drawn).toEqual({
      ok: true,
      drawing: {
        kind: 'bars',
        name: 'attempts',
        bars: [
          { label: 'anna', value: 12 },
          { label: '', value: 3 },
        ],
        left_out: 0,
      },
    })
  })
})

test.each([
  ['without a row', { n: 'UInt8' }, [], 'there is no row'],
  ['without a number', { a: 'String' }, [['x']], 'it takes a time and a number'],
  ['of one moment', { hour: 'DateTime', n: 'UInt8' }, [[clock(1), 1]], 'a line needs two moments'],
  ['below zero', { a: 'String', n: 'Int8' }, [['x', -1]], 'below zero'],
  [
    'in another zone',
    { hour: "DateTime('Europe/Berlin')", n: 'UInt8' },
    [[clock(1), 1]],
    "toTimeZone(…, 'UTC')",
  ],
  [
    'with several rows a moment that nothing tells apart',
    { hour: 'DateTime', n: 'UInt8' },
    [
      [clock(1), 1],
      [clock(1), 2],
      [clock(2), 3],
    ],
    'several rows share a moment',
  ],
])('a result %s is not drawn, and it says why', (_, types, rows, reason) => {
  expect(drawingOf(columns(types as Readonly<Record<string, string>>), rows)).toEqual({
    ok: false,
    reason: expect.stringContaining(reason),
  })
})
