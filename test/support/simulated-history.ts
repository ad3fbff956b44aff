/** A small simulated history, told through the pipeline, computed and evaluated as of its end. */
import { evaluateAndKeep } from '../../src/jobs/evaluate.ts'
import type { Evaluation } from '../../src/jobs/evaluation.ts'
import { keepLinkRegistry } from '../../src/jobs/link-registry.ts'
import { updateTiers } from '../../src/jobs/tiers.ts'
import type { SimulationPlan } from '../../src/simulator/plan.ts'
import { simulate } from '../../src/simulator/simulate.ts'
import type { Measuring } from './measuring.ts'

const HOUR_MS = 3_600_000

/** Three days that end at a moment, with two failures. */
export function smallPlan(to: number): SimulationPlan {
  const from = to - 72 * HOUR_MS
  return {
    seed: 7,
    from,
    to,
    links: 20,
    events_target: 12_000,
    rates: { token_revoked: 0.03, policy_changed: 0.1, quota_low: 0.1 },
    failures: [
      { failure: 'F2', from: from + 30 * HOUR_MS, to: from + 34 * HOUR_MS },
      { failure: 'F7', from: from + 40 * HOUR_MS, to: from + 46 * HOUR_MS },
    ],
  }
}

export async function tellHistory(measuring: Measuring, plan: SimulationPlan): Promise<Evaluation[]> {
  const records = [...simulate(plan).messages()].map(({ value }) => JSON.parse(value.toString()) as object)
  for (let first = 0; first < records.length; first += 5_000) {
    await measuring.tell(records.slice(first, first + 5_000))
  }
  const { failures } = await updateTiers(measuring.store, measuring.slis)
  for (const failure of failures.values()) throw failure
  await keepLinkRegistry(measuring.store)
  return evaluateAndKeep(measuring.store, measuring.slis, plan.to / 1_000)
}
