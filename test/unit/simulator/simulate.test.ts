import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { kinds } from '../../../src/events/kinds.ts'
import type { SimulationPlan } from '../../../src/simulator/plan.ts'
import { roughRates } from '../../../src/simulator/rates.ts'
import { simulate } from '../../../src/simulator/simulate.ts'
import { simulatedSlos, type Truth } from '../../../src/simulator/truth.ts'
import type { Judged } from './judged.ts'
import { recount, tally, uniqueEvents } from './recount.ts'

const HOUR_MS = 3_600_000
const FROM = Date.UTC(2026, 2, 3, 8)

const rough = {
  seed: 42,
  from: FROM,
  to: FROM + 6 * HOUR_MS,
  links: 50,
  events_target: 40_000,
  duplicate_ratio: 0.05,
  malformed_ratio: 0.01,
  late: { ratio: 0.02, by_ms: 3 * HOUR_MS },
  shuffle_within_ms: 10 * 60_000,
  rates: roughRates,
} satisfies SimulationPlan

function digest(plan: SimulationPlan): string {
  const hash = createHash('sha256')
  for (const { key, value, time_ms } of simulate(plan).messages())
    hash.update(`${key} ${time_ms} `).update(value)
  return hash.digest('hex')
}

describe('a simulation', () => {
  it('gives the same bytes for the same seed and other bytes for another', () => {
    expect(digest(rough)).toBe(digest({ ...rough }))
    expect(digest({ ...rough, seed: 43 })).not.toBe(digest(rough))
  })

  it('tells the same truth whether its messages were read or not', () => {
    const read = simulate(rough)
    for (const _ of read.messages());
    expect(JSON.stringify(simulate(rough).truth())).toBe(JSON.stringify(read.truth()))
  })

  it('makes about as many events as asked, with the disorder asked for', () => {
    const { unique_events, duplicates, malformed, late, sent } = simulate(rough).truth()
    expect(unique_events / 40_000).toBeGreaterThan(0.92)
    expect(unique_events / 40_000).toBeLessThan(1.08)
    expect(duplicates / unique_events).toBeCloseTo(0.05, 2)
    expect(malformed / unique_events).toBeCloseTo(0.01, 2)
    expect(late / unique_events).toBeCloseTo(0.02, 2)
    expect(sent).toBe(unique_events + duplicates + malformed)
  })

  it('makes a day of each link as busy as asked', () => {
    const week = { ...rough, rates: {}, from: FROM, to: FROM + 7 * 24 * HOUR_MS, links: 10 }
    const { events_target: _, ...plan } = week
    const { unique_events_by_kind } = simulate({ ...plan, events_per_link_per_day: 200 }).truth()
    const { token_issuance, action, audit } = unique_events_by_kind
    expect((token_issuance + action + audit) / (200 * 10 * 7)).toBeCloseTo(1, 1)
  })

  it('knows 500 links, each with two different 12-digit accounts, and tells them apart', () => {
    const { links } = simulate({ ...rough, links: 500 }).world
    expect(
      new Set(links.map((link) => `${link.source_account}/${link.role}/${link.target_account}`)).size,
    ).toBe(500)
    for (const { source_account, target_account } of links) {
      expect([source_account, target_account].every((account) => /^[1-9]\d{11}$/.test(account))).toBe(true)
      expect(source_account).not.toBe(target_account)
    }
  })

  it('is busier in the afternoon than at night', () => {
    const busy = (hour: number) => {
      const from = Date.UTC(2026, 2, 3, hour)
      return simulate({ ...rough, from: FROM - 8 * HOUR_MS, to: FROM + 16 * HOUR_MS })
        .truth()
        .between('m03-action-success', from, from + HOUR_MS).total
    }
    expect(busy(14)).toBeGreaterThan(3 * busy(2))
  })
})

describe('its messages', () => {
  const simulation = simulate(rough)
  const messages = [...simulation.messages()]
  const truth = simulation.truth()
  const events = uniqueEvents(messages)

  it('number what the truth says, by kind', () => {
    expect(messages.length).toBe(truth.sent)
    expect(messages.filter(({ malformed }) => malformed).length).toBe(truth.malformed)
    const told = Object.entries(truth.unique_events_by_kind).filter(([, count]) => count > 0)
    expect(tally(events.map(({ kind }) => kind))).toEqual(Object.fromEntries(told))
    expect(told.map(([kind]) => kind)).toEqual(
      expect.arrayContaining(['token_issuance', 'action', 'audit', 'revocation', 'link_lifecycle']),
    )
  })

  it('come in the order they are sent, none before its event, and stay within the time of the plan', () => {
    let last = 0
    for (const { time_ms, value, malformed } of messages) {
      expect(time_ms).toBeGreaterThanOrEqual(last)
      last = time_ms
      if (malformed) continue
      const event = JSON.parse(value.toString())
      const time = Date.parse(event.time)
      expect(time).toBeLessThanOrEqual(time_ms)
      // Bills of the days before are told when the plan begins.
      if (event.kind !== 'cost_sample') expect(time).toBeGreaterThanOrEqual(rough.from)
      expect(time).toBeLessThan(rough.to)
    }
  })

  it('are out of order by the time of their events', () => {
    const times = messages
      .filter(({ malformed }) => !malformed)
      .map(({ value }) => Date.parse(JSON.parse(value.toString()).time))
    const backwards = times.filter((time, index) => time < (times[index - 1] ?? 0))
    expect(backwards.length).toBeGreaterThan(times.length / 4)
  })

  it('are keyed by target account and pass the schema of their kind', () => {
    for (const { key, value, malformed } of messages) {
      if (malformed) continue
      const event = JSON.parse(value.toString())
      expect(key).toBe(event.target_account)
      const checked = kinds[event.kind as keyof typeof kinds].schema.safeParse(event)
      expect(checked.success, checked.error?.message).toBe(true)
    }
  })

  it('add up to the truth when counted naively, in all, by link and in every window', () => {
    expectTruth(truth, events)
  })

  it('add up to the truth of what was told, too, when cut before late ones came', () => {
    const cut = simulate({ ...rough, ending: 'cut' })
    const told = uniqueEvents(cut.messages())
    expect(told.length).toBeLessThan(events.length)
    expectTruth(cut.truth(), told)
  })

  it('add up to the truth in their breakdowns and quantiles', () => {
    const found = recount(events)
    const latencies = found.latencies.sort((one, other) => one - other)
    const at = (quantile: number) => latencies[Math.floor(quantile * (latencies.length - 1))]
    expect(truth.slos['m01-cross-account-auth-success'].breakdown['attempts']).toBe(found.attempts)
    expect(truth.slos['m02-token-issuance-latency'].breakdown).toEqual({ clock_skew: found.clock_skew })
    expect(truth.slos['m02-token-issuance-latency'].quantiles_ms).toEqual({
      p50: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
      max: at(1),
    })
    const { success: _, ...others } = found.outcomes
    expect(truth.slos['m03-action-success'].breakdown).toEqual(others)
    expect(Object.keys(others).sort()).toEqual([
      'auth_error',
      'business_error',
      'service_error',
      'throttled',
      'unknown',
    ])
  })

  it('hold every trap an indicator can fall into', () => {
    const actions = events.filter(({ kind }) => kind === 'action')
    const audits = events.filter(({ kind }) => kind === 'audit')
    const issuances = events.filter(({ kind }) => kind === 'token_issuance')
    const issued = new Map(
      issuances.filter(({ token_id }) => token_id).map((event) => [event.token_id, event]),
    )
    const some = (found: unknown[]) => expect(found.length).toBeGreaterThan(5)
    some(
      actions.filter(
        (event) =>
          event.source_account === event.target_account &&
          issued.get(event.token_id)?.source_account !== event.target_account,
      ),
    )
    some(actions.filter((event) => event.source_account === '' && issued.has(event.token_id)))
    some(actions.filter((event) => event.token_id !== '' && !issued.has(event.token_id)))
    some(
      actions.filter(
        (event) =>
          event.source_account !== event.target_account &&
          issued.get(event.token_id)?.source_account === event.target_account,
      ),
    )
    some(actions.filter((event) => event.request_id === ''))
    some(repeated(actions.filter((event) => event.request_id !== '').map((event) => event.request_id)))
    some(repeated(audits.map((event) => String(event['audit_id']))))
    some(actions.filter((event) => /^0+$/.test(event.correlation_id)))
    some(actions.filter((event) => event.correlation_id.length === 55))
    some(issuances.filter((event) => event.latency_ms === null))
    some(issuances.filter((event) => Number(event.latency_ms) < 0))
    some(issuances.filter((event) => Number(event.latency_ms) > 3_600_000))
    some(repeated(issuances.filter((event) => event.outcome === 'success').map((event) => event.request_id)))
  })
})

describe('speed', () => {
  it('lays a million events in a time a person will wait for', () => {
    const plan = { ...rough, rates: {}, events_target: 200_000, to: FROM + 6 * 24 * HOUR_MS }
    // Of processor time: a busy machine is not a slow simulator.
    const before = process.cpuUsage()
    let messages = 0
    for (const _ of simulate(plan).messages()) messages++
    const { user, system } = process.cpuUsage(before)
    const a_second = Math.round((1_000_000 * messages) / (user + system))
    console.log(`simulator: ${a_second.toLocaleString('en')} messages a second of processor time`)
    expect(a_second).toBeGreaterThan(20_000)
  })
})

function expectTruth(truth: Truth, events: ReturnType<typeof uniqueEvents>): void {
  const found = recount(events)
  for (const slo of simulatedSlos) {
    const judged = found.judged[slo]
    if (judged === undefined) continue
    const { by_link } = truth.slos[slo]
    expect(truth.slos[slo], slo).toMatchObject(counts(judged))
    // Six hours hold nothing to compare an hour of M9 with.
    const isEmpty = slo === 'm09-unauthorized-attempts'
    expect(
      judged.some(({ good }) => !good),
      `${slo} has something bad`,
    ).toBe(!isEmpty)
    expect(Object.fromEntries(by_link.map((link) => [linkName(link), [link.good, link.total]]))).toEqual(
      byLink(judged),
    )
    for (let from = rough.from; from < rough.to; from += 17 * 60_000) {
      const to = from + 17 * 60_000
      const within = judged.filter(({ minute }) => minute * 60_000 >= from && minute * 60_000 < to)
      expect(truth.between(slo, from, to), `${slo} from ${new Date(from).toISOString()}`).toMatchObject(
        counts(within),
      )
    }
  }
}

function counts(judged: Judged[]): { good: number; total: number } {
  return { good: judged.filter(({ good }) => good).length, total: judged.length }
}

function byLink(judged: Judged[]): Record<string, number[]> {
  const links: Record<string, number[]> = {}
  for (const { link, good } of judged) {
    const [goods = 0, total = 0] = links[link] ?? []
    links[link] = [goods + (good ? 1 : 0), total + 1]
  }
  return links
}

function linkName(link: { source_account: string; role: string; target_account: string }): string {
  return `${link.source_account}/${link.role}/${link.target_account}`
}

function repeated(ids: string[]): string[] {
  return Object.entries(tally(ids)).flatMap(([id, count]) => (count > 1 ? [id] : []))
}
