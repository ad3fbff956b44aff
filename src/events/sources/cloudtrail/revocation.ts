/** Requests to take a role, a key or a role's older sessions out of use. */
import { textAt } from '../../json.ts'
import type { EventDraft } from '../../told.ts'
import { callerColumns, inRecipient } from './caller.ts'
import { deniesOlderTokens, statementsOf } from './policy.ts'
import type { CloudTrailRecord } from './record.ts'

export function roleRevoked(record: CloudTrailRecord): readonly EventDraft[] {
  return [revocation(record, { scope: 'role', role: textAt(record.request, 'roleName') })]
}

/** DeleteAccessKey, and UpdateAccessKey where it turns the key off. */
export function keyRevoked(record: CloudTrailRecord): readonly EventDraft[] {
  const token_id = textAt(record.request, 'accessKeyId')
  const stays = record.event_name === 'UpdateAccessKey' && textAt(record.request, 'status') !== 'Inactive'
  // Without a key the record could only be read as a revocation of every token.
  return stays || token_id === '' ? [] : [revocation(record, { scope: 'token', token_id })]
}

/** "Revoke active sessions" of the console, and whoever does the same by hand. */
export function sessionsRevoked(record: CloudTrailRecord): readonly EventDraft[] {
  return deniesOlderTokens(statementsOf(record.request, 'policyDocument')) ? roleRevoked(record) : []
}

function revocation(
  record: CloudTrailRecord,
  what: { scope: 'role'; role: string } | { scope: 'token'; token_id: string },
): EventDraft {
  const input = {
    ...callerColumns(record),
    ...what,
    event_id: inRecipient(record),
    // The caller's account is who asked; a revocation concerns every source of the role or key.
    source_account: '',
    target_account: record.recipient,
    revocation_id: record.event_id,
    requested_by: record.identity.principal,
    reason: record.operation,
  }
  return { kind: 'revocation', input }
}
