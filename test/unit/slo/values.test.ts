import { expect, test } from 'vitest'
import { measuredValues, quantileValues } from '../../../src/slo/values.ts'

test('a value is one measure over another, without what binary fractions add', () => {
  const formulas = [{ name: 'untagged_ratio', numerator: 'untagged', denominator: 'billed' }]
  expect(measuredValues(formulas, { untagged: '10.000000000000', billed: '40.000000000000' })).toEqual({
    untagged_ratio: 0.25,
  })
})

test('nothing to divide by is no value', () => {
  const formulas = [{ name: 'share', numerator: 'part', denominator: 'whole' }]
  expect(measuredValues(formulas, { part: '1', whole: '0' })).toEqual({ share: null })
  expect(measuredValues(formulas, { part: '1' })).toEqual({ share: null })
  expect(measuredValues(formulas, {})).toEqual({ share: null })
})

test('a formula for each suffix gives a value for every one that has something', () => {
  const formulas = [{ name: 'cost[*]', numerator: 'amount[*]', denominator: 'units[*]' }]
  const measures = {
    'amount[w]': '30',
    'units[w]': '1000',
    'amount[idle]': '5',
    'units[idle]': '0',
    'amount[x]': '1',
  }
  expect(measuredValues(formulas, measures)).toEqual({ 'cost[w]': 0.03 })
})

test('quantiles are told in seconds, and unknown ones as such', () => {
  expect(quantileValues({ p50: 0.5, max: 1 }, [120, 480, null, 1_500])).toEqual({
    p50_seconds: 0.12,
    max_seconds: 1.5,
  })
  expect(quantileValues({ p95: 0.95 }, [])).toEqual({ p95_seconds: null })
})
