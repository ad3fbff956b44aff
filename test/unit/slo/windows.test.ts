import { describe, expect, test } from 'vitest'
import type { AlertPolicy, SloWindow } from '../../../src/slo/definition.ts'
import { alertWindows, appliedPolicies, burnFactor, periodBounds } from '../../../src/slo/windows.ts'

const HOUR = 3_600
const DAY = 86_400

function policy(
  name: string,
  threshold: number,
  share: number | null,
  long_s: number,
  short_s: number,
): AlertPolicy {
  return {
    name,
    title: name,
    description: '',
    severity: 'page',
    long_s,
    short_s,
    threshold,
    budget_share: share,
    minimum_bad: 5,
    critical_only: false,
  }
}

const policies = [
  policy('14.4', 14.4, 0.02, HOUR, 300),
  policy('6', 6, 0.05, 6 * HOUR, 1_800),
  policy('3', 3, 0.1, DAY, 2 * HOUR),
  policy('1', 1, 0.1, 3 * DAY, 6 * HOUR),
]
const rolling = (days: number): SloWindow => ({ type: 'rolling', seconds: days * DAY })
const slo = { kind: 'ratio' as const, objective: 0.999, window: rolling(30), policies, grain_s: 60 }
const names = (changes: Partial<typeof slo>) => alertWindows({ ...slo, ...changes }).map(({ name }) => name)

describe('the windows of an SLO', () => {
  test('are each there once, shortest first', () => {
    expect(alertWindows(slo)).toEqual([
      { name: '5m', seconds: 300 },
      { name: '30m', seconds: 1_800 },
      { name: '1h', seconds: 3_600 },
      { name: '2h', seconds: 7_200 },
      { name: '6h', seconds: 21_600 },
      { name: '1d', seconds: 86_400 },
      { name: '3d', seconds: 259_200 },
    ])
  })

  test('leave out policies whose factor no error rate reaches: at 90 % all bad burns at 10, at 50 % at 2', () => {
    expect(names({ objective: 0.9 })).toEqual(['30m', '2h', '6h', '1d', '3d'])
    expect(names({ objective: 0.5 })).toEqual(['6h', '3d'])
  })

  test('leave out a factor that all bad reaches but does not exceed', () => {
    const exact = [policy('2', 2, null, HOUR, 300), policy('10', 10, null, HOUR, 300)]
    expect(appliedPolicies({ ...slo, objective: 0.5, policies: exact })).toEqual([])
    expect(appliedPolicies({ ...slo, objective: 0.9, policies: exact }).map(({ name }) => name)).toEqual([
      '2',
    ])
  })

  test('leave out policies with a window shorter than the grain', () => {
    expect(names({ grain_s: HOUR })).toEqual(['2h', '6h', '1d', '3d'])
    expect(names({ grain_s: DAY })).toEqual([])
  })

  test('leave out policies that look back farther than the period', () => {
    expect(names({ window: rolling(1) })).toEqual(['5m', '30m', '1h', '2h', '6h', '1d'])
  })

  test('stay at 100 %, to look for the first bad event', () => {
    expect(names({ objective: 1, policies: policies.slice(0, 1) })).toEqual(['5m', '1h'])
  })
})

describe('the factor of a policy', () => {
  const factors = (days: number) => policies.map((each) => burnFactor(each, days * DAY))

  test('is 14.4, 6, 3 and 1 for 30 days', () => expect(factors(30)).toEqual([14.4, 6, 3, 1]))

  test('is 13.44, 5.6, 2.8 and 0.933 for 28 days', () => {
    expect(factors(28)).toEqual([13.44, 5.6, 2.8, 0.933333333333])
  })

  test('without a budget share is as written for every period', () => {
    expect(burnFactor(policy('2', 2, null, HOUR, 300), 28 * DAY)).toBe(2)
  })

  test('of a calendar month is that of 30 days', () => {
    const month: SloWindow = { type: 'calendar', unit: 'month', timeZone: 'UTC' }
    expect(appliedPolicies({ ...slo, window: month }).map(({ factor }) => factor)).toEqual([14.4, 6, 3, 1])
  })
})

describe('a period', () => {
  const bounds = (window: SloWindow, to: string) => {
    const { from_ms, to_ms } = periodBounds(window, Date.parse(to))
    return [from_ms, to_ms].map((ms) => new Date(ms).toISOString().slice(0, 16))
  }
  const month = (timeZone: string): SloWindow => ({ type: 'calendar', unit: 'month', timeZone })

  test('that rolls has its full length', () => {
    expect(bounds(rolling(30), '2026-03-31T12:00Z')).toEqual(['2026-03-01T12:00', '2026-03-31T12:00'])
  })

  test('of a calendar begins with the month in its time zone', () => {
    expect(bounds(month('UTC'), '2026-02-10T12:00Z')).toEqual(['2026-02-01T00:00', '2026-02-10T12:00'])
    expect(bounds(month('America/New_York'), '2026-02-01T03:00Z')[0]).toBe('2026-01-01T05:00')
    expect(bounds(month('Asia/Kolkata'), '2026-01-31T20:00Z')[0]).toBe('2026-01-31T18:30')
  })

  test('of a calendar knows that clocks change within the month', () => {
    expect(bounds(month('Europe/Berlin'), '2026-03-30T12:00Z')[0]).toBe('2026-02-28T23:00')
    expect(bounds(month('America/New_York'), '2026-11-20T12:00Z')[0]).toBe('2026-11-01T04:00')
  })

  test('that ends with the month is that month, not an empty one', () => {
    expect(bounds(month('UTC'), '2026-03-01T00:00Z')).toEqual(['2026-02-01T00:00', '2026-03-01T00:00'])
  })
})
