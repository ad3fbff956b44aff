/** What a simulation is asked for. */
import { LinkmeterError } from '../errors.ts'
import type { Disorder } from './disorder.ts'
import type { FailurePlan } from './failures/failure.ts'
import type { Rates } from './rates.ts'

export type SimulationPlan = Partial<Disorder> &
  Volume & {
    readonly seed: number
    /** In ms; history begins here and the links are declared here. */
    readonly from: number
    /** In ms, not included: nothing happens from here on. */
    readonly to: number
    readonly links: number
    readonly failures?: readonly FailurePlan[]
    /** What differs from the healthy rates. */
    readonly rates?: Partial<Rates>
    /**
     * `complete` (unless said): everything that happened before `to` is told, however late.
     * `cut`: what is sent after `to` is left out, as seen at that moment; live traffic goes on from there.
     */
    readonly ending?: 'complete' | 'cut'
  }

/**
 * How much is told: of everything, or of links only.
 * `events_target`: about how many unique events in all, what accounts tell included (the bills of the days before, too);
 * accounts tell as much as they do even where that is more than the target.
 * `events_per_link_per_day`: about how many token issuances, actions and audit records a link makes on an average day;
 * what accounts tell comes besides.
 */
type Volume = { readonly events_target: number } | { readonly events_per_link_per_day: number }

/** @throws LinkmeterError naming everything that is wrong. */
export function checkPlan(plan: SimulationPlan): void {
  const shares = {
    duplicate_ratio: plan.duplicate_ratio,
    malformed_ratio: plan.malformed_ratio,
    'late.ratio': plan.late?.ratio,
  }
  const problems = [
    plan.from < plan.to ? [] : ['from must be before to'],
    Number.isInteger(plan.links) && plan.links > 0 ? [] : ['links must be a whole number above 0'],
    Object.entries(shares).flatMap(([name, share = 0]) =>
      share >= 0 && share <= 1 ? [] : [`${name} must be between 0 and 1`],
    ),
  ].flat()
  if (problems.length > 0) {
    throw new LinkmeterError('bad_usage', { problem: `The simulation plan is wrong: ${problems.join('; ')}` })
  }
}

/** The disorder of a plan; none unless said. */
export function disorderOf(plan: SimulationPlan): Disorder {
  return {
    duplicate_ratio: plan.duplicate_ratio ?? 0,
    malformed_ratio: plan.malformed_ratio ?? 0,
    late: plan.late ?? { ratio: 0, by_ms: 0 },
    shuffle_within_ms: plan.shuffle_within_ms ?? 0,
  }
}
