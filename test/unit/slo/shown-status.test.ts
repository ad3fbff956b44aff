import { describe, expect, test } from 'vitest'
import { shownStatus } from '../../../src/slo/status.ts'

const met = { status: 'met', remaining_ratio: 0.8, burn_6h: 0.4 } as const

describe('how an SLO is shown', () => {
  test('a met one with a quarter of its budget left or more, and an even burn, is met', () => {
    expect(shownStatus(met)).toBe('met')
    expect(shownStatus({ ...met, remaining_ratio: 0.25, burn_6h: 1 })).toBe('met')
    expect(shownStatus({ ...met, remaining_ratio: null, burn_6h: null })).toBe('met')
  })

  test('with less left, or a faster burn over six hours, it is at risk', () => {
    expect(shownStatus({ ...met, remaining_ratio: 0.249 })).toBe('at_risk')
    expect(shownStatus({ ...met, burn_6h: 1.01 })).toBe('at_risk')
  })

  test('what is not met stays what it is', () => {
    for (const status of ['breached', 'incomplete', 'no_data'] as const) {
      expect(shownStatus({ status, remaining_ratio: 0, burn_6h: 20 })).toBe(status)
    }
  })
})
