/** Failures that the simulator injects are detected by what is made for them; without a failure nothing pages. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { DetectionWithSql } from '../../src/jobs/detections.ts'
import type { FailurePlan } from '../../src/simulator/failures/failure.ts'
import type { SimulationPlan } from '../../src/simulator/plan.ts'
import { simulate } from '../../src/simulator/simulate.ts'
import { detect, soundDetections } from '../support/detecting.ts'
import { type Measuring, openMeasuring } from '../support/measuring.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** On the hour: what accounts tell, they tell by the hour. */
const to = Math.floor(Date.now() / HOUR) * HOUR

vi.setConfig({ testTimeout: 180_000 })

let measuring: Measuring
let detections: DetectionWithSql[]
beforeAll(async () => {
  measuring = await openMeasuring()
  detections = await soundDetections(measuring.store)
})
afterAll(() => measuring.close())

/**
 * What fired at the end of any hour of the last eight: ten days end with as long a failure, without the mishaps that a
 * healthy landscape has of itself.
 */
async function firingAfter(
  failure: FailurePlan['failure'] | null,
): Promise<{ name: string; severity: string }[]> {
  await measuring.empty()
  const failures = failure === null ? [] : [{ failure, from: to - 8 * HOUR, to }]
  const plan: SimulationPlan = {
    ...{ seed: 11, from: to - 10 * DAY, to, links: 6, events_per_link_per_day: 800, failures },
    rates: { findings_an_hour: 0, trail_off: 0, delivery_failed: 0, delivery_lost: 0 },
  }
  const records = [...simulate(plan).messages()].map(({ value }) => JSON.parse(value.toString()) as object)
  for (let first = 0; first < records.length; first += 5_000)
    await measuring.tell(records.slice(first, first + 5_000))
  const fired = new Map<string, { name: string; severity: string }>()
  for (let at_ms = to - 7 * HOUR; at_ms <= to; at_ms += HOUR) {
    for (const { alert, severity } of await detect(measuring.store, detections, at_ms)) {
      fired.set(alert, { name: alert, severity })
    }
  }
  return [...fired.values()]
}

test('without a failure nothing pages', async () => {
  expect((await firingAfter(null)).filter(({ severity }) => severity === 'page')).toEqual([])
})

test.each([
  ['F3', 'token-leak', 'page'],
  ['F6', 'new-operation', 'ticket'],
  ['F7', 'revocation-still-allowed', 'page'],
] as const)('%s is detected by %s, and nothing else pages', async (failure, name, severity) => {
  const firing = await firingAfter(failure)
  expect(firing).toContainEqual({ name, severity })
  expect(firing.filter((one) => one.severity === 'page' && one.name !== name)).toEqual([])
})
