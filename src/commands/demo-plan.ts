/** What the demo simulates: a month of a healthy estate with every failure in it, the last one still fresh. */
import { failures } from '../simulator/failures/catalogue.ts'
import type { SimulationPlan } from '../simulator/plan.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

export function demoPlan(now: number): SimulationPlan {
  const ago = (ms: number, lasting: number) => ({ from: now - ms, to: now - ms + lasting })
  return {
    seed: 20_26,
    from: now - 30 * DAY_MS,
    to: now,
    links: 50,
    events_target: 600_000,
    duplicate_ratio: 0.01,
    malformed_ratio: 0.0005,
    late: { ratio: 0.002, by_ms: 2 * HOUR_MS },
    shuffle_within_ms: 5_000,
    // History ends with what had been sent by now; live traffic goes on from there.
    ending: 'cut',
    failures: [
      { failure: 'F1', ...ago(21 * DAY_MS, 2 * HOUR_MS) },
      { failure: 'F7', ...ago(17 * DAY_MS, 3 * HOUR_MS) },
      { failure: 'F4', ...ago(12 * DAY_MS, 3 * HOUR_MS) },
      { failure: 'F2', ...ago(8 * DAY_MS, 75 * MINUTE_MS) },
      // Late enough for weeks to compare its hours with.
      { failure: 'F3', ...ago(5 * DAY_MS, 90 * MINUTE_MS) },
      { failure: 'F6', ...ago(3 * DAY_MS, 3 * HOUR_MS) },
      { failure: 'F5', ...ago(26 * HOUR_MS, 2 * HOUR_MS) },
      { failure: 'F2', ...ago(50 * MINUTE_MS, 30 * MINUTE_MS) },
    ],
  }
}

/** A line for each incident, oldest first. */
export function describeIncidents(plan: SimulationPlan): string {
  return (plan.failures ?? [])
    .map(({ failure, from, to }) => {
      const begin = new Date(from).toISOString().slice(0, 16).replace('T', ' ')
      const minutes = Math.round((to - from) / MINUTE_MS)
      return `  ${failure}  ${begin}Z for ${minutes} min: ${failures[failure].title}`
    })
    .join('\n')
}
