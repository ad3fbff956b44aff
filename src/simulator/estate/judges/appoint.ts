/** The judges of what happens in accounts. */
import type { Enter, EventJudge } from '../../truth.ts'
import { judgeCosts } from './costs.ts'
import { judgeDrift } from './drift.ts'
import { judgeFindings } from './findings.ts'
import { judgeIncidents } from './incidents.ts'
import { judgeQuotas } from './quotas.ts'
import { judgeTrails } from './trails.ts'

/** @param plan what changes with time alone is judged from its beginning to its end (ms) */
export function appointEstateJudges(
  enter: Enter,
  plan: { readonly from: number; readonly to: number },
): readonly EventJudge[] {
  return [
    judgeTrails(enter, plan.to),
    judgeQuotas(enter, plan),
    judgeCosts(enter),
    judgeFindings(enter),
    judgeDrift(),
    judgeIncidents(enter),
  ]
}
