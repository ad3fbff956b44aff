/** Exchanges of an identity for temporary credentials: STS and the console's sign-in. */
import { objectAt, textAt } from '../../json.ts'
import type { EventDraft } from '../../told.ts'
import { type Arn, asAccount, readArn } from './arn.ts'
import { callerColumns } from './caller.ts'
import { outcomeOf, snakeCase } from './outcome.ts'
import { arnInMessage, type CloudTrailRecord } from './record.ts'
import { ttlOf } from './ttl.ts'

/** `AssumeRole*` goes to the role's account; federation and session tokens stay in the caller's. */
export function tokenExchange(record: CloudTrailRecord): readonly EventDraft[] {
  const intoRole = record.event_name.startsWith('AssumeRole')
  const target = intoRole
    ? assumedRole(record)
    : { account: record.recipient || record.identity.account, role: '' }
  return [issuance(record, snakeCase(record.event_name), target)]
}

export function consoleLogin(record: CloudTrailRecord): readonly EventDraft[] {
  return [issuance(record, 'console', { account: record.recipient, role: record.identity.role })]
}

function issuance(record: CloudTrailRecord, mechanism: string, target: Arn): EventDraft {
  const ended = outcomeOf(record)
  const issued = ended.outcome === 'success'
  const input = {
    ...callerColumns(record),
    ...ended,
    event_id: record.shared_event_id || record.event_id,
    precedence: isCallersCopy(record) ? 1 : 0,
    target_account: target.account,
    role: target.role,
    request_id: record.request_id,
    mechanism,
    broker: record.event_source,
    ttl_s: issued ? ttlOf(record) : null,
    token_id: issued ? textAt(record.response, 'credentials', 'accessKeyId') : '',
    parent_token_id: record.identity.token_id,
    source_ip: record.source_ip,
  }
  return { kind: 'token_issuance', input }
}

/**
 * A cross-account AssumeRole leaves a copy in each account. The target's shows the caller as a mere `AWSAccount`,
 * without ARN or key. The recipient alone does not tell them apart: in AWS's documented pair the caller's copy
 * carries the target's, and it may be missing.
 */
function isCallersCopy({ identity, recipient }: CloudTrailRecord): boolean {
  return identity.type !== 'AWSAccount' || (identity.account !== '' && identity.account === recipient)
}

/** A denied AssumeRole has no request parameters: its role stands in the error message only. */
function assumedRole(record: CloudTrailRecord): Arn {
  const role = record.resources.find((resource) => textAt(resource, 'type') === 'AWS::IAM::Role')
  const candidates = [
    textAt(record.request, 'roleArn'),
    textAt(role, 'ARN'),
    textAt(role, 'arn'),
    arnInMessage(record),
    textAt(objectAt(record.response, 'assumedRoleUser'), 'arn'),
  ]
  const named = candidates.map(readArn).find(({ account }) => account !== '')
  return named ?? { account: asAccount(textAt(role, 'accountId')), role: '' }
}
