/** What is measured of accounts is what the simulator knows to be true: a dozen accounts, 30 days, told in disorder. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Evaluation } from '../../src/jobs/evaluation.ts'
import type { SimulationPlan } from '../../src/simulator/plan.ts'
import { roughRates } from '../../src/simulator/rates.ts'
import { simulate } from '../../src/simulator/simulate.ts'
import type { SimulatedSlo, Truth } from '../../src/simulator/truth.ts'
import { type Measuring, openMeasuring } from '../support/measuring.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const now = Math.floor(Date.now() / HOUR_MS) * HOUR_MS

const plan = {
  seed: 17,
  from: now - 30 * DAY_MS,
  to: now,
  links: 36,
  events_target: 45_000,
  duplicate_ratio: 0.1,
  late: { ratio: 0.05, by_ms: DAY_MS },
  shuffle_within_ms: 10 * 60_000,
  rates: roughRates,
  failures: [
    { failure: 'F4', from: now - 12 * DAY_MS, to: now - 12 * DAY_MS + 3 * HOUR_MS },
    { failure: 'F5', from: now - 2 * DAY_MS, to: now - 2 * DAY_MS + 2 * HOUR_MS },
  ],
} satisfies SimulationPlan

/** With what of the breakdown both name. */
const slos: readonly (readonly [SimulatedSlo, readonly string[]])[] = [
  ['a01-cloudtrail-completeness', ['no_manifest']],
  ['a03-quota-headroom', []],
  ['a04-billing-anomaly', ['anomalies', 'new_services']],
  ['a05-unauthorized-access-findings', []],
  ['a06-log-delivery', ['attempts', 'failed_attempts', 'silent_hours']],
  ['a07-infrastructure-drift', ['never_checked', 'failed_runs']],
  ['a09-cost-per-workload', []],
  ['a10-incident-rate', ['sev1', 'sev2']],
]

let measuring: Measuring
let truth: Truth

beforeAll(async () => {
  const simulation = simulate(plan)
  const records = [...simulation.messages()].map(({ value }) => JSON.parse(value.toString()) as object)
  truth = simulation.truth()
  measuring = await openMeasuring()
  for (let sent = 0; sent < records.length; sent += 5_000) {
    await measuring.tell(records.slice(sent, sent + 5_000))
  }
}, 240_000)

afterAll(() => measuring?.close())

describe.each(slos)('%s', (slo, named) => {
  // The second moment lies between two hours: the window's end is not the plan's.
  test.each([0, 9 * DAY_MS + 20 * 60_000])(
    'is the truth %d ms before the end, in every account',
    async (ago) => {
      const evaluation = await measuring.evaluate(slo, now - ago)
      const expected = windowTruth(slo, evaluation)
      expect(expected.total).toBeGreaterThan(0)
      expect({ good: evaluation.good, total: evaluation.total }).toEqual({
        good: expected.good,
        total: expected.total,
      })
      expect(pick(evaluation.breakdown, named)).toEqual(pick(expected.breakdown, named))
      const accounts = await measuring.evaluateLinks(slo, now - ago)
      const whole = windowTruth(slo, evaluation, HOUR_MS)
      expect(accounts.map(({ target_account, good, total }) => ({ target_account, good, total }))).toEqual(
        whole.by_link.map(({ target_account, good, total }) => ({ target_account, good, total })),
      )
    },
    60_000,
  )
})

test('what a unit costs and what has no workload are the truth', async () => {
  const slo = 'a09-cost-per-workload'
  const evaluation = await measuring.evaluate(slo, now)
  const { values = {} } = windowTruth(slo, evaluation)
  expect(Object.keys(values).length).toBeGreaterThan(4)
  expect(Object.keys(evaluation.values).sort()).toEqual(Object.keys(values).sort())
  for (const [name, value] of Object.entries(values))
    expect(evaluation.values[name], name).toBeCloseTo(value, 9)
})

test('audit records that are lost show in M5 of their account, exactly', async () => {
  const slo = 'm05-audit-delivery'
  const evaluation = await measuring.evaluate(slo, now)
  const { good, total } = windowTruth(slo, evaluation)
  expect({ good: evaluation.good, total: evaluation.total }).toEqual({ good, total })
})

/** The truth of the window that was evaluated; by accounts both edges lie on full hours. */
function windowTruth(slo: SimulatedSlo, { window }: Evaluation, edge_ms = 1) {
  const [from, to] = [window.from, window.to].map((at) => Math.floor(Date.parse(at) / edge_ms) * edge_ms)
  return truth.between(slo, from ?? 0, to ?? 0)
}

function pick(counts: Readonly<Record<string, number>>, names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, counts[name] ?? 0]))
}
