/** Links that IAM makes and ends: a role that another account may assume. */
import { textAt } from '../../json.ts'
import type { EventDraft } from '../../told.ts'
import { callerColumns, inRecipient } from './caller.ts'
import { statementsOf, trustedAccounts } from './policy.ts'
import type { CloudTrailRecord } from './record.ts'

/** One event for each other account that the trust policy lets in; a role for this account or a service is no link. */
export function linksOfTrustPolicy(record: CloudTrailRecord): readonly EventDraft[] {
  const created = record.event_name === 'CreateRole'
  const statements = statementsOf(record.request, created ? 'assumeRolePolicyDocument' : 'policyDocument')
  return trustedAccounts(statements)
    .filter((account) => account !== record.recipient)
    .map((account) => link(record, account, created ? 'granted' : 'permissions_changed'))
}

/** Whom the role trusted is not told, so the source stays unknown: the role and its account name the links. */
export function roleDeleted(record: CloudTrailRecord): readonly EventDraft[] {
  return [link(record, '', 'revoked')]
}

function link(
  record: CloudTrailRecord,
  source_account: string,
  transition: 'granted' | 'permissions_changed' | 'revoked',
): EventDraft {
  const role = textAt(record.request, 'roleName')
  const input = {
    ...callerColumns(record),
    event_id: source_account === '' ? inRecipient(record) : `${inRecipient(record)} ${source_account}`,
    source_account,
    target_account: record.recipient,
    role,
    link_id: source_account === '' ? '' : `${source_account}/${role}/${record.recipient}`,
    transition,
  }
  return { kind: 'link_lifecycle', input }
}
