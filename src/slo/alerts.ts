/** What an SLO alerts on: its burn-rate policies, and what its objective itself gives rise to. */
import type { AlertPolicy, SloDefinition } from './definition.ts'
import { type AppliedPolicy, appliedPolicies } from './windows.ts'

export type Severity = AlertPolicy['severity']

interface Named {
  /** Unique within the SLO, and the same whatever its windows and factors are. */
  readonly name: string
  readonly severity: Severity
}

/** The cause decides how evidence is weighed (weigh.ts) and how the alert is called (rules.ts). */
export type Alert =
  /** The budget burns faster than the factor over both windows. */
  | (Named & { readonly cause: 'burn'; readonly policy: AppliedPolicy })
  /** The share of good events is below the objective over both windows: of a low objective, such as a median's. */
  | (Named & { readonly cause: 'limit'; readonly policy: AppliedPolicy })
  /** An objective of 100 %: the long window holds a bad event. */
  | (Named & { readonly cause: 'first_bad'; readonly policy: AppliedPolicy })
  /** The budget of the period is spent. */
  | (Named & { readonly cause: 'budget'; readonly minimum_bad: number })
  /** A level is below its objective. */
  | (Named & { readonly cause: 'level' })
  /** As many as are allowed were counted; then more. */
  | (Named & { readonly cause: 'allowance_used' | 'allowance_exceeded' })

export type AlertInputs = Pick<
  SloDefinition,
  'kind' | 'objective' | 'window' | 'policies' | 'grain_s' | 'breach_severity'
>

/** In the order in which they are told: the most urgent first. */
export function alertsOf(slo: AlertInputs): Alert[] {
  return alertsOfKind[slo.kind](slo)
}

const alertsOfKind: Readonly<Record<SloDefinition['kind'], (slo: AlertInputs) => Alert[]>> = {
  ratio: (slo) => [
    ...appliedPolicies(slo).map(
      (policy): Alert => ({
        name: policy.name,
        severity: policy.severity,
        cause: causeOf(slo, policy),
        policy,
      }),
    ),
    { name: 'budget-spent', severity: 'ticket', cause: 'budget', minimum_bad: minimumBad(slo) },
  ],
  count: ({ objective }) => [
    { name: 'allowance-exceeded', severity: 'page', cause: 'allowance_exceeded' },
    // Where nothing is allowed, the first one is beyond it.
    ...(objective === 0
      ? []
      : [{ name: 'allowance-used', severity: 'ticket', cause: 'allowance_used' } as const]),
  ],
  level: ({ breach_severity }) => [{ name: 'objective-broken', severity: breach_severity, cause: 'level' }],
}

function causeOf({ objective }: AlertInputs, policy: AppliedPolicy): 'burn' | 'limit' | 'first_bad' {
  if (objective === 1) return 'first_bad'
  // Once the even rate, whatever the period: the share of good events is below the objective.
  return policy.budget_share === null && policy.factor === 1 ? 'limit' : 'burn'
}

/** One error in a quiet month is no reason for a ticket, unless none is allowed. */
function minimumBad({ objective, policies }: AlertInputs): number {
  if (objective === 1 || policies.length === 0) return 1
  return Math.min(...policies.map(({ minimum_bad }) => minimum_bad))
}
