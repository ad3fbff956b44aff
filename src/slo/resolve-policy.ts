/** From an alert policy and its condition to a burn-rate alert over two windows. */
import { PREFIX } from './annotations.ts'
import type { AlertPolicy } from './definition.ts'
import { formatDuration } from './duration.ts'
import type { Condition, Policy } from './openslo.ts'
import { type Named, type Outcome, type Placed, partAt, problemIn } from './placed.ts'
import type { SloProblem } from './problem.ts'
import { burnFactor, NOMINAL_PERIOD_S } from './windows.ts'

/** The Workbook's ratio of the long window to the short one: 1 h and 5 min, 6 h and 30 min. */
const SHORT_SHARE = 1 / 12

/** The policy; null where its condition is missing or wrong, which is reported where the condition is checked. */
export function resolvePolicy(
  policy: Placed<Policy>,
  conditions: Named<Condition>,
): Outcome<AlertPolicy | null> {
  const condition = conditionOf(policy, conditions)
  if (condition === null) return { value: null, problems: [] }
  const { metadata, spec } = policy.part
  const { severity, condition: burn } = condition.part.spec
  const annotations = condition.part.metadata.annotations
  const long_s = burn.lookbackWindow
  const value: AlertPolicy = {
    name: metadata.name,
    title: metadata.displayName ?? metadata.name,
    description: spec.description,
    severity,
    long_s,
    short_s: annotations[`${PREFIX}short-window`] ?? long_s * SHORT_SHARE,
    threshold: burn.threshold,
    budget_share: annotations[`${PREFIX}budget-share`] ?? null,
    minimum_bad: annotations[`${PREFIX}minimum-bad-events`],
    critical_only: annotations[`${PREFIX}critical-only`],
  }
  const problems = contradictions(value, condition)
  return { value: problems.length === 0 ? value : null, problems }
}

function conditionOf(policy: Placed<Policy>, conditions: Named<Condition>): Placed<Condition> | null {
  const named = policy.part.spec.conditions[0]
  if (named === undefined) return null
  if (named.kind === undefined) return conditions.get(named.conditionRef) ?? null
  return partAt(policy, ['spec', 'conditions', 0], named)
}

function contradictions(policy: AlertPolicy, condition: Placed<Condition>): SloProblem[] {
  const problems: SloProblem[] = []
  const { long_s, short_s, threshold, budget_share } = policy
  if (long_s < 60 || long_s % 60 !== 0) {
    const field = ['spec', 'condition', 'lookbackWindow']
    problems.push(
      problemIn(condition, field, `${field.join('.')} is not in whole minutes.`, 'Write 1h or 3d.'),
    )
  }
  if (short_s >= long_s || short_s < 60 || short_s % 60 !== 0) {
    problems.push(
      problemIn(
        condition,
        ['metadata', 'annotations', `${PREFIX}short-window`],
        'The short window must be in whole minutes and shorter than the long one.',
        `Set ${PREFIX}short-window to about a twelfth of ${formatDuration(long_s)}.`,
      ),
    )
  }
  const derived = burnFactor(policy, NOMINAL_PERIOD_S)
  if (budget_share !== null && Math.abs(derived - threshold) > 0.005 * threshold) {
    problems.push(
      problemIn(
        condition,
        ['spec', 'condition', 'threshold'],
        `spec.condition.threshold is ${threshold}, but the budget share gives ${derived} for 30 days.`,
        `Write ${derived}, or correct ${PREFIX}budget-share.`,
      ),
    )
  }
  return problems
}
