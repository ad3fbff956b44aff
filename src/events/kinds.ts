/** The catalogue of kinds. A new kind is a file in kinds/, a migration, and a line here. */
import type { z } from 'zod'
import { accessKey } from './kinds/access-key.ts'
import { account } from './kinds/account.ts'
import { action } from './kinds/action.ts'
import { audit } from './kinds/audit.ts'
import { brokerSample } from './kinds/broker-sample.ts'
import { complianceCheck } from './kinds/compliance-check.ts'
import { costSample } from './kinds/cost-sample.ts'
import { deployment } from './kinds/deployment.ts'
import { driftReport } from './kinds/drift-report.ts'
import { finding } from './kinds/finding.ts'
import { incident } from './kinds/incident.ts'
import { linkLifecycle } from './kinds/link-lifecycle.ts'
import { logDelivery } from './kinds/log-delivery.ts'
import { policyChange } from './kinds/policy-change.ts'
import { quotaSample } from './kinds/quota-sample.ts'
import { revocation } from './kinds/revocation.ts'
import { tokenIssuance } from './kinds/token-issuance.ts'
import { trailManifest } from './kinds/trail-manifest.ts'

export const kinds = {
  token_issuance: tokenIssuance,
  action,
  audit,
  revocation,
  policy_change: policyChange,
  link_lifecycle: linkLifecycle,
  account,
  quota_sample: quotaSample,
  cost_sample: costSample,
  finding,
  log_delivery: logDelivery,
  trail_manifest: trailManifest,
  drift_report: driftReport,
  compliance_check: complianceCheck,
  incident,
  deployment,
  access_key: accessKey,
  broker_sample: brokerSample,
} as const

export type KindName = keyof typeof kinds

/** What a source tells of an event of a kind, before defaults. */
export type EventInput<Kind extends KindName> = z.input<(typeof kinds)[Kind]['schema']>

/** A checked event: `row` has every column of its kind. */
export type TypedEvent = {
  [Kind in KindName]: { readonly kind: Kind; readonly row: z.output<(typeof kinds)[Kind]['schema']> }
}[KindName]

export const kindNames = Object.keys(kinds) as KindName[]

/** The columns that a source tells, of each kind. */
export const kindColumns: ReadonlyMap<string, readonly string[]> = new Map(
  Object.values(kinds).map(({ kind, schema }) => [kind, Object.keys(schema.shape)]),
)

export function isKindName(name: unknown): name is KindName {
  return typeof name === 'string' && Object.hasOwn(kinds, name)
}
