/** Thirty days of simulated links, with duplicates and a day's lateness: every indicator of links says what is true. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SimulationPlan } from '../../src/simulator/plan.ts'
import { roughRates } from '../../src/simulator/rates.ts'
import { simulate } from '../../src/simulator/simulate.ts'
import type { Truth } from '../../src/simulator/truth.ts'
import { linkOf, type Measuring, openMeasuring } from '../support/measuring.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const now = new Date()
/** An hour before the end of last month, so that the calendar month of M8 is nearly a whole one. */
const AT = Date.UTC(now.getUTCFullYear(), now.getUTCMonth()) - HOUR_MS
const MONTH = Date.UTC(new Date(AT).getUTCFullYear(), new Date(AT).getUTCMonth())

const plan: SimulationPlan = {
  seed: 77,
  from: AT - 30 * DAY_MS + HOUR_MS,
  to: AT - HOUR_MS,
  links: 30,
  events_target: 110_000,
  duplicate_ratio: 0.1,
  late: { ratio: 0.05, by_ms: DAY_MS },
  shuffle_within_ms: 10 * 60_000,
  rates: { ...roughRates, policy_changed: 0.4, policy_change_breaks: 0.8 },
  failures: [
    { failure: 'F3', from: AT - 3 * DAY_MS, to: AT - 2 * DAY_MS },
    { failure: 'F6', from: AT - 6 * DAY_MS, to: AT - 5 * DAY_MS },
    { failure: 'F7', from: AT - 10 * DAY_MS, to: AT - 8 * DAY_MS },
  ],
}

let measuring: Measuring
let truth: Truth

beforeAll(async () => {
  measuring = await openMeasuring()
  const simulation = simulate(plan)
  let slice: object[] = []
  for (const { value } of simulation.messages()) {
    slice.push(JSON.parse(value.toString()))
    if (slice.length < 10_000) continue
    await measuring.tell(slice)
    slice = []
  }
  await measuring.tell(slice)
  truth = simulation.truth()
}, 300_000)

afterAll(() => measuring.close())

describe('a month of links', () => {
  it.each([
    'm04-time-to-revoke',
    'm06-token-lifetime',
    'm07-cross-account-latency',
    'm08-permission-drift',
    'm09-unauthorized-attempts',
    'a02-assume-role-success',
    'a08-time-to-assume-role',
  ] as const)(
    '%s counts, in all and each alone, what is true',
    async (slo) => {
      const evaluation = await measuring.evaluate(slo, AT)
      const exact = truth.between(slo, slo === 'm08-permission-drift' ? MONTH : plan.from, AT)
      expect(exact.total, 'there is something to count').toBeGreaterThan(5)
      expect(exact.good, 'something is bad').toBeLessThan(exact.total)
      expect({ good: evaluation.good, total: evaluation.total }).toEqual({
        good: exact.good,
        total: exact.total,
      })
      expect(evaluation.breakdown).toMatchObject(exact.breakdown)
      const places = await measuring.evaluateLinks(slo, AT)
      expect(
        places
          .filter(({ total }) => total > 0)
          .map(countsOf)
          .sort(),
      ).toEqual(exact.by_link.map(countsOf).sort())
    },
    300_000,
  )

  it.each([
    ['m04-time-to-revoke', ['p50', 'p95', 'max']],
    ['m06-token-lifetime', ['p50', 'p95', 'max']],
    ['m07-cross-account-latency', ['p50', 'p95', 'p99']],
    ['a08-time-to-assume-role', ['p50', 'p95']],
  ] as const)(
    '%s measures within 1 %%',
    async (slo, names) => {
      const { values } = await measuring.evaluate(slo, AT)
      const exact = truth.slos[slo].quantiles_ms
      for (const name of names) {
        const exact_s = (exact?.[name] ?? Number.NaN) / 1_000
        expect(Math.abs(Number(values[`${name}_seconds`]) / exact_s - 1), name).toBeLessThan(0.01)
      }
    },
    300_000,
  )
})

function countsOf(place: {
  source_account: string
  role: string
  target_account: string
  good: number
  total: number
}) {
  return `${linkOf(place)} ${place.good}/${place.total}`
}
