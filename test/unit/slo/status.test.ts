import { expect, test } from 'vitest'
import { countStatus, sloStatus } from '../../../src/slo/status.ts'

const measured = { total: 1000, ratio: 0.999, objective: 0.999, input_complete: true }

test('exactly at its objective an SLO is met', () => expect(sloStatus(measured)).toBe('met'))

test('below it is breached', () => expect(sloStatus({ ...measured, ratio: 0.998 })).toBe('breached'))

test('with an input behind or silent it is neither', () => {
  expect(sloStatus({ ...measured, input_complete: false })).toBe('incomplete')
  expect(sloStatus({ ...measured, ratio: 0.5, input_complete: false })).toBe('incomplete')
})

test('without events there are no data, whatever the inputs say', () => {
  expect(sloStatus({ ...measured, total: 0, ratio: null })).toBe('no_data')
  expect(sloStatus({ ...measured, total: 0, ratio: null, input_complete: false })).toBe('no_data')
})

const counted = { worst: 1, allowance: 1, heard: true, input_complete: true }

test('a count is met up to its allowance', () => {
  expect(countStatus(counted)).toBe('met')
  expect(countStatus({ ...counted, worst: 2 })).toBe('breached')
  expect(countStatus({ ...counted, worst: 1, allowance: 0 })).toBe('breached')
  expect(countStatus({ ...counted, worst: 0, allowance: 0 })).toBe('met')
})

test('a count of nothing is a number only where somebody would have told', () => {
  expect(countStatus({ ...counted, worst: 0, heard: false })).toBe('no_data')
  expect(countStatus({ ...counted, worst: 0, input_complete: false })).toBe('incomplete')
})
