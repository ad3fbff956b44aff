/** A query's result as CSV and as JSON. */
import { expect, test } from 'vitest'
import { csvFile, jsonFile } from '../../../src/page/views/sql/result/files.ts'

const columns = [
  { name: 'a, b', type: 'String' },
  { name: 'n', type: 'Decimal(18, 2)' },
]

test('CSV quotes what needs it, doubles quotes, ends lines with CR and LF', () => {
  expect(csvFile(columns, [['one\n"two"', '1.5']])).toBe('"a, b",n\r\n"one\n""two""",1.5\r\n')
})

test('CSV tells NULL from empty text', () => {
  expect(csvFile(columns, [['', null]])).toBe('"a, b",n\r\n"",\r\n')
})

test('CSV makes formulas harmless, and leaves numbers below zero alone', () => {
  expect(csvFile(columns, [['-1+cmd', '-1.5']])).toBe('"a, b",n\r\n\'-1+cmd,-1.5\r\n')
})

test('CSV holds arrays and maps as JSON', () => {
  const nested = [{ name: 'x', type: 'Map(String, UInt8)' }]
  expect(csvFile(nested, [[{ a: 1 }]])).toBe('x\r\n"{""a"":1}"\r\n')
})

test('JSON is a row an object; two columns of one name both stay', () => {
  const twice = [
    { name: 'n', type: 'UInt8' },
    { name: 'n', type: 'UInt8' },
  ]
  expect(JSON.parse(jsonFile(twice, [[1, null]]))).toEqual([{ n: 1, n_2: null }])
})
