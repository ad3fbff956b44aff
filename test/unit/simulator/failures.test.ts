import { describe, expect, it } from 'vitest'
import type { SimulationPlan } from '../../../src/simulator/plan.ts'
import { simulate } from '../../../src/simulator/simulate.ts'
import { recount, uniqueEvents } from './recount.ts'

const HOUR_MS = 3_600_000
const FROM = Date.UTC(2026, 2, 3, 10)
const STRUCK = { from: FROM + 2 * HOUR_MS, to: FROM + 3 * HOUR_MS }

const calm: SimulationPlan = { seed: 5, from: FROM, to: FROM + 4 * HOUR_MS, links: 12, events_target: 30_000 }
const AUTH = 'm01-cross-account-auth-success'
const LATENCY = 'm02-token-issuance-latency'
const ACTIONS = 'm03-action-success'
const REVOKED = 'm04-time-to-revoke'
const DRIFT = 'm08-permission-drift'
const ATTEMPTS = 'm09-unauthorized-attempts'

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

  it('F3: somebody from elsewhere tries the tokens of one link, and is mostly denied', () => {
    const simulation = simulate({ ...calm, failures: [{ failure: 'F3', ...STRUCK }] })
    const [struck] = simulation.truth().incidents[0]?.link_ids ?? []
    const link = simulation.world.links.find(({ link_id }) => link_id === struck)
    const strangers = uniqueEvents(simulation.messages()).filter(
      ({ kind, source_ip }) => kind === 'action' && String(source_ip).startsWith('203.0.113.'),
    )
    expect(strangers.length).toBeGreaterThan(100)
    expect(new Set(strangers.map(({ role, target_account }) => `${role} ${target_account}`))).toEqual(
      new Set([`${link?.role} ${link?.target_account}`]),
    )
    expect(strangers.some(({ principal }) => principal === link?.principal)).toBe(false)
    const denied = strangers.filter(({ outcome }) => outcome === 'auth_error')
    expect(denied.length / strangers.length).toBeGreaterThan(0.6)
  })

  it('F3: shows as spikes of denied attempts on the target once there are weeks to compare with', () => {
    const day = 24 * HOUR_MS
    const weeks = { ...calm, links: 6, events_target: 40_000, to: FROM + 17 * day }
    const leak = { from: FROM + 15 * day, to: FROM + 15 * day + 12 * HOUR_MS }
    const simulation = simulate({ ...weeks, failures: [{ failure: 'F3', ...leak }] })
    const truth = simulation.truth()
    const { good, total, by_link } = truth.slos[ATTEMPTS]
    const judged = recount(uniqueEvents(simulation.messages())).judged[ATTEMPTS] ?? []
    expect({ good, total }).toEqual({ good: judged.filter((hour) => hour.good).length, total: judged.length })
    const spikes = by_link.filter((account) => account.good < account.total)
    const [target] = simulation.world.links.filter(
      ({ link_id }) => link_id === truth.incidents[0]?.link_ids[0],
    )
    expect(spikes.map(({ target_account }) => target_account)).toEqual([target?.target_account])
    expect(truth.between(ATTEMPTS, FROM, leak.from).total).toBeGreaterThan(5)
  })

  it('F6: an unplanned change of policy denies what a link needs, and allows what it never did', () => {
    const simulation = simulate({ ...calm, failures: [{ failure: 'F6', ...STRUCK }] })
    const truth = simulation.truth()
    const [struck] = truth.incidents[0]?.link_ids ?? []
    const link = simulation.world.links.find(({ link_id }) => link_id === struck)
    expect(truth.between(DRIFT, STRUCK.from, STRUCK.from + 60_000)).toMatchObject({ good: 0, total: 1 })
    const done = uniqueEvents(simulation.messages()).filter(
      ({ kind, principal, outcome }) =>
        kind === 'action' && principal === link?.principal && outcome === 'success',
    )
    const unusual = done.filter(({ operation }) => !link?.permissions.includes(String(operation)))
    expect(unusual.length).toBeGreaterThan(3)
    for (const { time } of unusual) expect(Date.parse(time)).toBeGreaterThanOrEqual(STRUCK.from)
  })

  it('F7: revoked tokens of one link go on working for minutes', () => {
    const truth = simulate({ ...calm, failures: [{ failure: 'F7', ...STRUCK }] }).truth()
    const before = truth.between(REVOKED, FROM, STRUCK.from)
    const during = truth.between(REVOKED, STRUCK.from, STRUCK.to + HOUR_MS)
    expect(during.breakdown['still_allowed']).toBeGreaterThan(3)
    expect(before.breakdown['still_allowed'] ?? 0).toBe(0)
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
