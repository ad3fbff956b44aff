/** Changes of IAM policies and of trails. */
import { textAt } from '../../json.ts'
import { scrubRecord } from '../../secrets.ts'
import type { EventDraft } from '../../told.ts'
import { callerColumns, inRecipient } from './caller.ts'
import { snakeCase } from './outcome.ts'
import type { CloudTrailRecord } from './record.ts'

/** A policy attached, detached, written or deleted. The record holds the new document, never the old one. */
export function policyChanged(record: CloudTrailRecord): readonly EventDraft[] {
  const { request } = record
  const policy = textAt(request, 'policyArn') || textAt(request, 'policyName')
  return [change(record, policy, request['policyDocument'])]
}

/** A trail stopped, deleted, or told to log other events. */
export function trailChanged(record: CloudTrailRecord): readonly EventDraft[] {
  const { request } = record
  const trail = textAt(request, 'name') || textAt(request, 'trailName')
  return [change(record, trail, request['advancedEventSelectors'] ?? request['eventSelectors'])]
}

function change(record: CloudTrailRecord, policy: string, document: unknown): EventDraft {
  const input = {
    ...callerColumns(record),
    event_id: inRecipient(record),
    // The caller's account is who changed it; a change concerns every source of the role.
    source_account: '',
    target_account: record.recipient,
    role: textAt(record.request, 'roleName'),
    change_id: record.event_id,
    actor: record.identity.principal,
    policy,
    change_type: snakeCase(record.event_name),
    diff: documentText(document),
  }
  return { kind: 'policy_change', input }
}

function documentText(document: unknown): string {
  if (document === undefined || document === null) return ''
  const scrubbed = scrubRecord(document)
  return typeof scrubbed === 'string' ? scrubbed : JSON.stringify(scrubbed)
}
