import { describe, expect, it } from 'vitest'
import { kindNames } from '../../../src/events/kinds.ts'
import type { SimulationPlan } from '../../../src/simulator/plan.ts'
import { roughRates } from '../../../src/simulator/rates.ts'
import { simulate } from '../../../src/simulator/simulate.ts'
import { uniqueEvents } from './recount.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** In the middle of an hour: what began before is not told. */
const FROM = Date.UTC(2026, 2, 3, 10, 25)
const TO = FROM + 15 * DAY_MS

const rough = {
  seed: 21,
  from: FROM,
  to: TO,
  links: 36,
  events_target: 30_000,
  duplicate_ratio: 0.05,
  late: { ratio: 0.05, by_ms: DAY_MS },
  shuffle_within_ms: 10 * 60_000,
  rates: roughRates,
} satisfies SimulationPlan

const simulation = simulate(rough)
const events = uniqueEvents(simulation.messages())
const truth = simulation.truth()
const of = (kind: string) => events.filter((event) => event.kind === kind)
const ms = (moment: unknown) => Date.parse(String(moment))

describe('an estate', () => {
  it('tells of every kind there is', () => {
    expect(kindNames.filter((kind) => of(kind).length === 0)).toEqual([])
  })

  it('of 17 accounts tells at most 55,000 events in thirty days', () => {
    const month = { ...rough, to: FROM + 30 * DAY_MS, links: 50, events_target: 60_000, rates: {} }
    const simulation = simulate(month)
    const { unique_events, unique_events_by_kind } = simulation.truth()
    const { token_issuance, action, audit, revocation, policy_change, link_lifecycle } = unique_events_by_kind
    const ofLinks = token_issuance + action + audit + revocation + policy_change + link_lifecycle
    expect(simulation.world.accounts.length).toBeGreaterThanOrEqual(16)
    expect(unique_events - ofLinks).toBeLessThan(55_000)
  })

  it('begins with its accounts and the bills of seventy days', () => {
    const accounts = new Set(of('account').map((event) => event['account']))
    expect(accounts.size).toBe(simulation.world.accounts.length)
    const billed = new Set(of('cost_sample').map((event) => event['day']))
    expect(Math.min(...[...billed].map(ms))).toBe(Math.floor(FROM / DAY_MS) * DAY_MS - 70 * DAY_MS)
    expect(billed.size).toBe(70 + 15)
  })

  it('tells of nothing else before the plan, and of nothing after it', () => {
    const others = events.filter(({ kind }) => kind !== 'cost_sample').map(({ time }) => ms(time))
    expect(Math.min(...others)).toBeGreaterThanOrEqual(FROM)
    expect(Math.max(...events.map(({ time }) => ms(time)))).toBeLessThan(TO)
  })

  it('bills credits, costs without a workload, and services that are new', () => {
    const bills = of('cost_sample')
    expect(bills.some(({ amount }) => Number(amount) < 0)).toBe(true)
    expect(bills.some(({ workload }) => workload === '')).toBe(true)
    const first = Math.min(
      ...bills.filter(({ service }) => service === 'AmazonBedrock').map(({ time }) => ms(time)),
    )
    expect(first).toBeGreaterThan(FROM)
  })
})

describe('the truth of accounts', () => {
  it('A5: critical findings by their last update, without samples and archived ones', () => {
    const last = new Map<unknown, (typeof events)[number]>()
    for (const event of of('finding').toSorted(
      (one, other) => ms(one['updated_at']) - ms(other['updated_at']),
    ))
      last.set(event['finding_id'], event)
    const counted = [...last.values()].filter(
      (event) =>
        Number(event['severity']) >= 9 && event['sample'] === false && event['status'] !== 'archived',
    )
    expect(counted.length).toBeGreaterThan(3)
    expect(truth.slos['a05-unauthorized-access-findings']).toMatchObject({ good: 0, total: counted.length })
  })

  it('A10: severe incidents, each once, by account', () => {
    const last = new Map<unknown, (typeof events)[number]>()
    for (const event of of('incident').toSorted((one, other) => ms(one.time) - ms(other.time)))
      last.set(event['incident_id'], event)
    const severe = [...last.values()].filter(({ severity }) => severity === 'sev1' || severity === 'sev2')
    const accounts = new Set(severe.map(({ target_account }) => target_account))
    const { total, by_link } = truth.slos['a10-incident-rate']
    expect(severe.length).toBeGreaterThan(5)
    expect(total).toBe(severe.length)
    expect(by_link.map(({ target_account }) => target_account)).toEqual([...accounts].sort())
  })

  it('A3: a minute is low when any quota of the account is, and nothing is known a day after the last sample', () => {
    const samples = of('quota_sample').filter(({ limit_value }) => limit_value !== 0)
    const minutes = new Map<string, boolean>()
    const times = new Map<string, number[]>()
    const quotaOf = (sample: (typeof samples)[number]) =>
      `${sample.target_account} ${sample['service']} ${sample['quota']}`
    for (const sample of samples)
      times.set(quotaOf(sample), [...(times.get(quotaOf(sample)) ?? []), ms(sample.time)])
    for (const sample of samples) {
      const next = (times.get(quotaOf(sample)) ?? []).filter((time) => time > ms(sample.time))
      const until = Math.min(TO, ms(sample.time) + DAY_MS, ...next)
      const isLow = Number(sample['used_value']) > 0.8 * Number(sample['limit_value'])
      for (let at = ms(sample.time); at < until; at += 60_000) {
        const key = `${sample.target_account} ${at}`
        minutes.set(key, (minutes.get(key) ?? false) || isLow)
      }
    }
    const low = [...minutes.values()].filter((isLow) => isLow).length
    expect(low).toBeGreaterThan(100)
    expect(truth.slos['a03-quota-headroom']).toMatchObject({ good: minutes.size - low, total: minutes.size })
  })

  it('A7: the level at a moment, by the last check that worked', () => {
    const reports = of('drift_report').toSorted((one, other) => ms(one.time) - ms(other.time))
    let drifted = 0
    for (let at = FROM + DAY_MS; at <= TO; at += DAY_MS) {
      const last = new Map<string, unknown>()
      for (const event of reports) {
        const isCheck = event['run_ok'] === true && ['in_sync', 'drifted'].includes(String(event['status']))
        if (ms(event.time) < at && isCheck)
          last.set(`${event.target_account} ${event['resource']}`, event['status'])
      }
      const good = [...last.values()].filter((status) => status === 'in_sync').length
      drifted += last.size - good
      const level = truth.between('a07-infrastructure-drift', FROM, at)
      expect(level).toMatchObject({ good, total: last.size })
    }
    expect(drifted).toBeGreaterThan(5)
  })

  it('A6: keys, and hours in which a log fell silent', () => {
    const { breakdown, good, total } = truth.slos['a06-log-delivery']
    const keys = new Map<unknown, boolean>()
    for (const { object_key, outcome } of of('log_delivery'))
      keys.set(object_key, (keys.get(object_key) ?? false) || outcome === 'success')
    const made = [...keys.values()].filter((isMade) => isMade)
    expect(made.length).toBeLessThan(keys.size)
    expect(good).toBe(made.length)
    expect(total).toBe(keys.size + (breakdown['silent_hours'] ?? 0))
    expect(breakdown['silent_hours']).toBeGreaterThan(3)
  })
})

describe('a failure shows in accounts', () => {
  const struck = { from: FROM + 5 * DAY_MS, to: FROM + 5 * DAY_MS + 4 * HOUR_MS }

  it('F4: one account leaves no audit records, its logs do not arrive, its digests stop', () => {
    const truth = simulate({ ...rough, rates: {}, failures: [{ failure: 'F4', ...struck }] }).truth()
    const account = truth.incidents[0]?.where
    for (const slo of ['m05-audit-delivery', 'a01-cloudtrail-completeness', 'a06-log-delivery'] as const) {
      const places = truth.between(slo, struck.from, struck.to).by_link
      const bad = (isStruck: boolean) =>
        places
          .filter(({ target_account }) => (target_account === account) === isStruck)
          .reduce((sum, { good, total }) => sum + total - good, 0)
      expect(bad(true), slo).toBeGreaterThan(2)
      expect(bad(false), slo).toBeLessThan(bad(true))
    }
  })

  it('F5: exchanges wait at one broker', () => {
    const simulation = simulate({ ...rough, rates: {}, failures: [{ failure: 'F5', ...struck }] })
    const samples = uniqueEvents(simulation.messages()).filter(({ kind }) => kind === 'broker_sample')
    const broker = simulation.truth().incidents[0]?.where
    const deep = samples.filter(({ queue_depth }) => Number(queue_depth) > 100)
    expect(deep.length).toBeGreaterThan(10)
    for (const sample of deep) {
      expect(sample['broker']).toBe(broker)
      expect(ms(sample.time)).toBeGreaterThanOrEqual(struck.from)
      expect(ms(sample.time)).toBeLessThan(struck.to)
    }
  })
})
