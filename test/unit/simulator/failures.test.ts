import { describe, expect, it } from 'vitest'
import type { SimulationPlan } from '../../../src/simulator/plan.ts'
import { simulate } from '../../../src/simulator/simulate.ts'

const HOUR_MS = 3_600_000
const FROM = Date.UTC(2026, 2, 3, 10)
const STRUCK = { from: FROM + 2 * HOUR_MS, to: FROM + 3 * HOUR_MS }

const calm: SimulationPlan = { seed: 5, from: FROM, to: FROM + 4 * HOUR_MS, links: 12, events_target: 30_000 }
const AUTH = 'm01-cross-account-auth-success'
const LATENCY = 'm02-token-issuance-latency'
const ACTIONS = 'm03-action-success'

describe('a failure placed in a history', () => {
  it('F1: tokens of one link expire in exchanges and actions, and its clocks disagree', () => {
    const truth = simulate({ ...calm, failures: [{ failure: 'F1', ...STRUCK }] }).truth()
    const [incident] = truth.incidents
    const before = truth.between(AUTH, FROM, STRUCK.from)
    const during = truth.between(AUTH, STRUCK.from, STRUCK.to)
    expect(incident).toMatchObject({ failure: 'F1', where: incident?.link_ids[0], ...STRUCK })
    expect(before.breakdown['token_expired'] ?? 0).toBe(0)
    expect(during.breakdown['token_expired']).toBeGreaterThan(5)
    expect(ratios(during, incident?.link_ids).struck).toBeLessThan(0.8)
    expect(ratios(during, incident?.link_ids).spared).toBeGreaterThan(0.99)
    expect(ratios(truth.between(ACTIONS, STRUCK.from, STRUCK.to), incident?.link_ids).struck).toBeLessThan(
      0.8,
    )
    const skews = truth.between(LATENCY, STRUCK.from, STRUCK.to).breakdown['clock_skew'] ?? 0
    expect(skews).toBeGreaterThan(3)
  })

  it('F2: every exchange into one target account is denied, and none elsewhere', () => {
    const { target_account: where } = simulate(calm).world.links[4]!
    const truth = simulate({ ...calm, failures: [{ failure: 'F2', where, ...STRUCK }] }).truth()
    const during = truth.between(AUTH, STRUCK.from, STRUCK.to)
    const denied = during.by_link.filter(({ target_account }) => target_account === where)
    expect(denied.length).toBeGreaterThan(0)
    for (const link of denied) expect(link.good / link.total).toBeLessThan(0.05)
    expect(ratios(during, truth.incidents[0]?.link_ids).spared).toBeGreaterThan(0.99)
    expect(during.breakdown['missing_trust']).toBeGreaterThanOrEqual(denied[0]!.total)
  })

  it('F5: the issuances of one broker take many times as long', () => {
    const failures = [{ failure: 'F5', ...STRUCK }] as const
    const truth = simulate({ ...calm, failures }).truth()
    const before = truth.between(LATENCY, FROM, STRUCK.from)
    const during = truth.between(LATENCY, STRUCK.from, STRUCK.to)
    expect(before.good / before.total).toBeGreaterThan(0.95)
    expect(during.quantiles_ms?.p95).toBeGreaterThan(3 * (before.quantiles_ms?.p95 ?? 0))
    expect(ratios(during, truth.incidents[0]?.link_ids).struck).toBeLessThan(0.5)
  })

  it('is refused where the world has no such place', () => {
    const failures = [{ failure: 'F5', where: 'nowhere', ...STRUCK }] as const
    expect(() => simulate({ ...calm, failures })).toThrow(
      'Failure F5 cannot strike nowhere: no link has that broker',
    )
  })
})

describe('a plan', () => {
  it('that is wrong is refused with everything that is wrong', () => {
    expect(() => simulate({ ...calm, to: FROM, links: 0, duplicate_ratio: 2 })).toThrow(
      'from must be before to; links must be a whole number above 0; duplicate_ratio must be between 0 and 1',
    )
  })
})

function ratios(
  { by_link }: { by_link: readonly { link_id: string; good: number; total: number }[] },
  struck: readonly string[] = [],
) {
  const ratio = (isStruck: boolean) => {
    const links = by_link.filter(({ link_id }) => struck.includes(link_id) === isStruck)
    return links.reduce((sum, { good }) => sum + good, 0) / links.reduce((sum, { total }) => sum + total, 0)
  }
  return { struck: ratio(true), spared: ratio(false) }
}
