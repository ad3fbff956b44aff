/** Which records tell of which events. A record's events are those of every rule that fits it. */
import type { EventDraft } from '../../told.ts'
import { action, audit } from './call.ts'
import { consoleLogin, tokenExchange } from './issuance.ts'
import { linksOfTrustPolicy, roleDeleted } from './link.ts'
import { outcomeOf } from './outcome.ts'
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
]

export function draftsOf(record: CloudTrailRecord): readonly EventDraft[] {
  return rules
    .filter((rule) => rule.fits(record))
    .flatMap((rule) => rule.tells.flatMap((tell) => tell(record)))
}

function isTokenExchange({ operation }: CloudTrailRecord): boolean {
  return /^sts:(?:AssumeRole.*|GetFederationToken|GetSessionToken)$/.test(operation)
}

function isConsoleLogin({ operation }: CloudTrailRecord): boolean {
  return operation === 'signin:ConsoleLogin'
}

function succeeded(service: string, ...names: readonly string[]): Rule['fits'] {
  return (record) =>
    record.event_source.startsWith(`${service}.`) &&
    names.includes(record.event_name) &&
    outcomeOf(record).outcome === 'success'
}
