import { describe, expect, test } from 'vitest'
import type { AlertInputs } from '../../../src/slo/alerts.ts'
import { errorBudget } from '../../../src/slo/budget.ts'
import { type Decision, decide, type LastDecision } from '../../../src/slo/decide.ts'
import type { AlertPolicy } from '../../../src/slo/definition.ts'
import type { Evidence } from '../../../src/slo/weigh.ts'

const HOUR = 3_600
const DAY = 86_400
const now_ms = Date.UTC(2026, 0, 15, 12)
const earlier_ms = now_ms - 600_000

const fast = policy('page-fast-burn', 'page', { threshold: 14.4, share: 0.02, long_s: HOUR, short_s: 300 })
const slow = policy('ticket-slow-burn', 'ticket', {
  threshold: 1,
  share: 0.1,
  long_s: 3 * DAY,
  short_s: 6 * HOUR,
})
const limit = policy('ticket-limit-broken', 'ticket', {
  threshold: 1,
  share: null,
  long_s: 1_800,
  short_s: 300,
})

function policy(
  name: string,
  severity: AlertPolicy['severity'],
  of: { threshold: number; share: number | null; long_s: number; short_s: number },
): AlertPolicy {
  const { share, ...rest } = of
  return {
    ...rest,
    name,
    severity,
    title: name,
    description: '',
    budget_share: share,
    minimum_bad: 5,
    critical_only: false,
  }
}

function slo(changes: Partial<AlertInputs> = {}): AlertInputs {
  return {
    kind: 'ratio',
    objective: 0.999,
    window: { type: 'rolling', seconds: 30 * DAY },
    policies: [fast],
    grain_s: 60,
    breach_severity: 'ticket',
    ...changes,
  }
}

type Windows = Readonly<Record<string, readonly [bad: number, total: number]>>

/** What an evaluation holds: bad of total by window, 250 of 1,000,000 in the period. */
function evidence(windows: Windows, changes: Partial<Evidence> & { objective?: number } = {}): Evidence {
  const { objective = 0.999, good = 999_750, total = 1_000_000, ...more } = changes
  return {
    status: 'met',
    good,
    total,
    ratio: total === 0 ? null : good / total,
    windows: Object.fromEntries(
      Object.entries(windows).map(([name, [bad, all]]) => [name, { good: all - bad, total: all }]),
    ),
    budget: errorBudget({ objective, good, total }),
    input: { complete: true, waiting: [] },
    ...more,
  }
}

const behind = {
  input: { complete: false, waiting: ['native on linkmeter.events has been silent for 20 min'] },
}

function last(alert: string, firing: boolean): ReadonlyMap<string, LastDecision> {
  return new Map([[alert, { firing, since_ms: earlier_ms }]])
}

/** The decision about one alert. */
function about(
  alert: string,
  of: AlertInputs,
  held: Evidence,
  before: ReadonlyMap<string, LastDecision> = new Map(),
): Decision {
  const found = decide(of, held, before, now_ms).find((decision) => decision.alert === alert)
  if (found === undefined) throw new Error(`nothing was decided about ${alert}`)
  return found
}

describe('a burn rate', () => {
  const burning = { '1h': [152, 10_000], '5m': [161, 10_000] } as const

  test('over its factor in both windows fires: 1.52 % bad at 99.9 % burns 15.2 times too fast', () => {
    expect(about('page-fast-burn', slo(), evidence(burning))).toEqual({
      alert: 'page-fast-burn',
      severity: 'page',
      state: 'firing',
      firing: true,
      since_ms: now_ms,
      reason:
        'burns 15.2 times too fast over 1 h and 16.1 times over 5 min: 152 of 10,000 bad; allowed 14.4.',
    })
  })

  test.each<[string, Windows]>([
    ['exactly at its factor: 1.44 % bad burns 14.4 times', { '1h': [144, 10_000], '5m': [144, 10_000] }],
    ['over it in the long window only: it is over', { '1h': [152, 10_000], '5m': [0, 800] }],
    ['over it in the short window only: it is too short', { '1h': [100, 10_000], '5m': [161, 800] }],
    ['of one error at low traffic, though 10 % are bad', { '1h': [1, 10], '5m': [1, 1] }],
    ['of four errors, one fewer than it takes', { '1h': [4, 100], '5m': [4, 10] }],
  ])('is quiet %s', (_, windows) => {
    expect(about('page-fast-burn', slo(), evidence(windows))).toMatchObject({ state: 'quiet', firing: false })
  })

  test('fires with five errors', () => {
    const held = evidence({ '1h': [5, 100], '5m': [5, 10] })
    expect(about('page-fast-burn', slo(), held)).toMatchObject({ state: 'firing' })
  })

  test('has the factor of its period: 13.44 for 28 days', () => {
    const held = evidence({ '1h': [140, 10_000], '5m': [140, 10_000] })
    expect(about('page-fast-burn', slo(), held).state).toBe('quiet')
    const four_weeks = slo({ window: { type: 'rolling', seconds: 28 * DAY } })
    expect(about('page-fast-burn', four_weeks, held)).toMatchObject({
      state: 'firing',
      reason: expect.stringContaining('allowed 13.4'),
    })
  })

  test('is not decided where no error rate reaches it, or the grain is longer than its short window', () => {
    const names = (of: AlertInputs) => decide(of, evidence({}), new Map(), now_ms).map(({ alert }) => alert)
    expect(names(slo({ policies: [fast, slow] }))).toEqual([
      'page-fast-burn',
      'ticket-slow-burn',
      'budget-spent',
    ])
    expect(names(slo({ policies: [fast, slow], objective: 0.9 }))).toEqual([
      'ticket-slow-burn',
      'budget-spent',
    ])
    expect(names(slo({ policies: [fast, slow], grain_s: HOUR }))).toEqual([
      'ticket-slow-burn',
      'budget-spent',
    ])
  })

  test('keeps the time since when it fires, and takes a new one when it ends', () => {
    const before = last('page-fast-burn', true)
    expect(about('page-fast-burn', slo(), evidence(burning), before).since_ms).toBe(earlier_ms)
    const over = evidence({ '1h': [152, 10_000], '5m': [0, 800] })
    expect(about('page-fast-burn', slo(), over, before)).toMatchObject({
      state: 'quiet',
      firing: false,
      since_ms: now_ms,
    })
  })
})

describe('without evidence', () => {
  const over: Windows = { '1h': [0, 10_000], '5m': [0, 800] }

  test('an alert that fires does not end while an input is silent', () => {
    expect(about('page-fast-burn', slo(), evidence(over, behind), last('page-fast-burn', true))).toEqual({
      alert: 'page-fast-burn',
      severity: 'page',
      state: 'frozen',
      firing: true,
      since_ms: earlier_ms,
      reason:
        'burns 0 times the even rate over 1 h and 0 times over 5 min: 0 of 10,000 bad; allowed 14.4; stays firing until more is known (native on linkmeter.events has been silent for 20 min).',
    })
  })

  test('one that is quiet stays so, and may still start', () => {
    const before = last('page-fast-burn', false)
    expect(about('page-fast-burn', slo(), evidence(over, behind), before)).toMatchObject({
      state: 'frozen',
      firing: false,
    })
    const burning = evidence({ '1h': [152, 10_000], '5m': [161, 10_000] }, behind)
    expect(about('page-fast-burn', slo(), burning, before)).toMatchObject({ state: 'firing', firing: true })
  })

  test('events that stop end nothing while the long window still burns, even before the input counts as silent', () => {
    const stopped = evidence({ '1h': [152, 10_000], '5m': [0, 0] })
    expect(about('page-fast-burn', slo(), stopped, last('page-fast-burn', true))).toMatchObject({
      state: 'frozen',
      firing: true,
      reason: expect.stringContaining('nothing came in 5 min'),
    })
    expect(about('page-fast-burn', slo(), stopped)).toMatchObject({ state: 'no_data', firing: false })
  })

  test('what is excluded from now on ends an alert: it is no silence', () => {
    const excluded = evidence({ '1h': [152, 10_000] })
    const windows = { ...excluded.windows, '5m': { good: 0, total: 0, excluded: 800 } }
    expect(
      about('page-fast-burn', slo(), { ...excluded, windows }, last('page-fast-burn', true)),
    ).toMatchObject({
      state: 'quiet',
      firing: false,
      reason: expect.stringContaining('all that came in 5 min is excluded'),
    })
  })

  test('nothing is decided of nothing, and what fired is over when its window is empty and all inputs speak', () => {
    const nothing = evidence({}, { good: 0, total: 0, status: 'no_data' })
    const decided = decide(slo(), nothing, last('page-fast-burn', true), now_ms)
    expect(decided.map(({ state, firing }) => [state, firing])).toEqual([
      ['no_data', false],
      ['no_data', false],
    ])
    expect(decided[0]?.reason).toBe('nothing to judge in 1 h.')
  })
})

describe('an objective of 50 %', () => {
  const median = slo({ objective: 0.5, policies: [fast, limit] })

  test('opens a ticket when fewer than half were good over 30 min', () => {
    const held = evidence({ '30m': [58, 100], '5m': [12, 20] }, { objective: 0.5 })
    expect(about('ticket-limit-broken', median, held)).toMatchObject({
      state: 'firing',
      severity: 'ticket',
      reason: '42 % were good over 30 min and 40 % over 5 min: 58 of 100 bad; 50 % should be good.',
    })
  })

  test('is quiet at exactly half, and with four bad ones', () => {
    const quiet = [
      { '30m': [50, 100], '5m': [20, 20] },
      { '30m': [4, 4], '5m': [4, 4] },
    ] as const
    for (const windows of quiet)
      expect(about('ticket-limit-broken', median, evidence(windows, { objective: 0.5 })).state).toBe('quiet')
  })
})

describe('an objective of 100 %', () => {
  const whole = slo({ objective: 1 })

  test('pages on its first bad event, and stays missed for the period', () => {
    const held = evidence({ '1h': [1, 10_000] }, { objective: 1, good: 999_999 })
    expect(decide(whole, held, new Map(), now_ms)).toMatchObject([
      {
        alert: 'page-fast-burn',
        state: 'firing',
        severity: 'page',
        reason: '1 of 10,000 bad over 1 h; none allowed.',
      },
      {
        alert: 'budget-spent',
        state: 'firing',
        severity: 'ticket',
        reason: '1 of 1,000,000 bad in the period; the budget allows 0.',
      },
    ])
  })

  test('is quiet without one', () => {
    const held = evidence({ '1h': [0, 10_000] }, { objective: 1, good: 1_000_000 })
    expect(decide(whole, held, new Map(), now_ms).map(({ state }) => state)).toEqual(['quiet', 'quiet'])
  })
})

describe('a budget', () => {
  test('that is three quarters left is quiet: 250 of 1,000 allowed', () => {
    expect(about('budget-spent', slo(), evidence({}))).toMatchObject({
      state: 'quiet',
      reason: '250 of 1,000,000 bad in the period; the budget allows 1,000.',
    })
  })

  test('that is spent opens a ticket', () => {
    const spent = evidence({}, { good: 999_000 })
    expect(about('budget-spent', slo(), spent)).toMatchObject({ state: 'firing', severity: 'ticket' })
  })

  test('is not spent by one error among the first hundred events', () => {
    expect(about('budget-spent', slo(), evidence({}, { good: 99, total: 100 })).state).toBe('quiet')
  })
})

describe('a count', () => {
  const month = { type: 'calendar', unit: 'month', timeZone: 'UTC' } as const
  const count = (objective: number) => slo({ kind: 'count', objective, window: month, policies: [] })
  const counted = (consumed: number, more: Partial<Evidence> = {}) =>
    evidence({}, { good: 0, total: consumed, budget: { allowed: 1, consumed }, ...more })
  const firing = (objective: number, consumed: number) =>
    decide(count(objective), counted(consumed), new Map(), now_ms)
      .filter((decision) => decision.firing)
      .map(({ alert, severity }) => [alert, severity])

  test('at its allowance opens a ticket, beyond it pages: one incident of one allowed, then two', () => {
    expect(firing(1, 0)).toEqual([])
    expect(firing(1, 1)).toEqual([['allowance-used', 'ticket']])
    expect(firing(1, 2)).toEqual([
      ['allowance-exceeded', 'page'],
      ['allowance-used', 'ticket'],
    ])
    expect(about('allowance-exceeded', count(1), counted(2)).reason).toBe(
      '2 in the worst account; 1 allowed in a month.',
    )
  })

  test('of which none is allowed pages with the first', () => {
    expect(firing(0, 0)).toEqual([])
    expect(firing(0, 1)).toEqual([['allowance-exceeded', 'page']])
  })

  test('of zero that nobody would have told is no data', () => {
    expect(about('allowance-exceeded', count(0), counted(0, { status: 'no_data' })).state).toBe('no_data')
  })
})

describe('a level', () => {
  const level = (changes: Partial<AlertInputs> = {}) =>
    slo({ kind: 'level', objective: 1, policies: [], ...changes })
  const drifted = evidence({}, { good: 1, total: 2, ratio: 0.5, objective: 1 })

  test('below its objective opens a ticket, or pages where its SLO says so', () => {
    expect(about('objective-broken', level(), drifted)).toMatchObject({
      state: 'firing',
      severity: 'ticket',
      reason: '1 of 2 are good at the newest check; 100 % should be.',
    })
    expect(about('objective-broken', level({ breach_severity: 'page' }), drifted).severity).toBe('page')
  })

  test('that keeps it is quiet; one never checked is no data', () => {
    const sound = evidence({}, { good: 2, total: 2, objective: 1 })
    expect(about('objective-broken', level(), sound).state).toBe('quiet')
    const unchecked = evidence({}, { good: 0, total: 0, status: 'no_data' })
    expect(about('objective-broken', level(), unchecked).state).toBe('no_data')
  })
})
