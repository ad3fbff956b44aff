import { expect, test } from 'vitest'
import { sloStatus } from '../../../src/slo/status.ts'

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
