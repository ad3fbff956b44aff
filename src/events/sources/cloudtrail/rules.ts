/** Which records tell of which events. A record's events are those of every rule that fits it. */
import { asObject, type JsonObject, textAt } from '../../json.ts'
import type { EventDraft } from '../../told.ts'
import { action, audit } from './call.ts'
import { latestDelivery, logDelivered } from './delivery.ts'
import { digest } from './digest.ts'
import { finding, insight } from './finding.ts'
import { consoleLogin, tokenExchange } from './issuance.ts'
import { linksOfTrustPolicy, roleDeleted } from './link.ts'
import { outcomeOf } from './outcome.ts'
import { policyChanged, trailChanged } from './policy-change.ts'
import type { CloudTrailRecord } from './record.ts'
import { keyRevoked, roleRevoked, sessionsRevoked } from './revocation.ts'

interface Rule {
  readonly fits: (record: CloudTrailRecord) => boolean
  /** The events it tells of; none where the record lacks what makes it one. */
  readonly tells: readonly ((record: CloudTrailRecord) => readonly EventDraft[])[]
}

/** A new kind is a row here and a file beside this one. */
const rules: readonly Rule[] = [
  { fits: isTokenExchange, tells: [tokenExchange] },
  { fits: isConsoleLogin, tells: [consoleLogin] },
  { fits: (record) => !isTokenExchange(record) && !isConsoleLogin(record), tells: [action] },
  // Every record is the audit record of itself; of an exchange both accounts keep one.
  { fits: () => true, tells: [audit] },
  { fits: succeeded('iam', 'CreateRole', 'UpdateAssumeRolePolicy'), tells: [linksOfTrustPolicy] },
  { fits: succeeded('iam', 'DeleteRole'), tells: [roleDeleted, roleRevoked] },
  { fits: succeeded('iam', 'DeleteAccessKey', 'UpdateAccessKey'), tells: [keyRevoked] },
  { fits: succeeded('iam', 'PutRolePolicy'), tells: [sessionsRevoked] },
  {
    fits: succeeded(
      'iam',
      /^(?:Attach|Detach|Put|Delete)(?:Role|User|Group)?Policy$/,
      'CreatePolicyVersion',
      'SetDefaultPolicyVersion',
      /^(?:Put|Delete)(?:Role|User)PermissionsBoundary$/,
    ),
    tells: [policyChanged],
  },
  {
    fits: succeeded('cloudtrail', 'StopLogging'),
    tells: [trailChanged, finding('audit_trail_stopped', 'critical')],
  },
  {
    fits: succeeded('cloudtrail', 'DeleteTrail'),
    tells: [trailChanged, finding('audit_trail_deleted', 'critical')],
  },
  // It may log more than before, or less: someone has to look.
  {
    fits: succeeded('cloudtrail', 'PutEventSelectors'),
    tells: [trailChanged, finding('audit_trail_changed', 'high')],
  },
  { fits: isRootActivity, tells: [finding('root_activity', 'high')] },
  { fits: isLogDelivery, tells: [logDelivered] },
  { fits: succeeded('cloudtrail', 'GetTrailStatus'), tells: [latestDelivery] },
]

/** What a trail delivers that is no call. `id` is its eventID, else a hash of its content. */
const documents: readonly {
  readonly fits: (document: JsonObject) => boolean
  readonly tells: (document: JsonObject, id: string) => EventDraft
}[] = [
  { fits: (document) => textAt(document, 'eventType') === 'AwsCloudTrailInsight', tells: insight },
  { fits: (document) => textAt(document, 'digestStartTime') !== '', tells: digest },
]

export function draftsOf(record: CloudTrailRecord): readonly EventDraft[] {
  return rules
    .filter((rule) => rule.fits(record))
    .flatMap((rule) => rule.tells.flatMap((tell) => tell(record)))
}

/** How to tell of a value that is no record of a call; undefined where it may be one. */
export function documentRule(value: unknown): ((id: string) => EventDraft) | undefined {
  const document = asObject(value)
  if (document === null) return undefined
  const rule = documents.find(({ fits }) => fits(document))
  return rule && ((id) => rule.tells(document, id))
}

function isTokenExchange({ operation }: CloudTrailRecord): boolean {
  return /^sts:(?:AssumeRole.*|GetFederationToken|GetSessionToken)$/.test(operation)
}

function isConsoleLogin({ operation }: CloudTrailRecord): boolean {
  return operation === 'signin:ConsoleLogin'
}

/** CIS AWS Foundations Benchmark, "usage of root account": not what a service does for it. A failed login is nobody's. */
function isRootActivity(record: CloudTrailRecord): boolean {
  const { identity, event_type } = record
  if (identity.type !== 'Root' || identity.invoked_by !== '' || event_type === 'AwsServiceEvent') return false
  return !isConsoleLogin(record) || outcomeOf(record).outcome === 'success'
}

/** Told whether it succeeded or not. A service that calls for itself stands as the address too. */
function isLogDelivery({ operation, identity, source_ip }: CloudTrailRecord): boolean {
  const service = /^(?:cloudtrail|delivery\.logs)\.amazonaws\.com$/
  return operation === 's3:PutObject' && (service.test(identity.invoked_by) || service.test(source_ip))
}

function succeeded(service: string, ...names: readonly (string | RegExp)[]): Rule['fits'] {
  return (record) =>
    record.event_source.startsWith(`${service}.`) &&
    names.some((name) =>
      typeof name === 'string' ? name === record.event_name : name.test(record.event_name),
    ) &&
    outcomeOf(record).outcome === 'success'
}
