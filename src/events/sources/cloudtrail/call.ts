/** A call as an action, and its record as the audit record of that action. */
import { textAt } from '../../json.ts'
import type { EventDraft } from '../../told.ts'
import { callerColumns, inRecipient } from './caller.ts'
import { outcomeOf } from './outcome.ts'
import { arnInMessage, type CloudTrailRecord } from './record.ts'

/** CloudTrail's times are whole seconds and say nothing of how long a call took: the latency stays unknown. */
export function action(record: CloudTrailRecord): readonly EventDraft[] {
  const input = {
    ...callerColumns(record),
    ...outcomeOf(record),
    event_id: inRecipient(record),
    target_account: record.recipient,
    role: record.identity.role,
    request_id: record.request_id,
    token_id: record.identity.token_id,
    operation: record.operation,
    resource: resourceOf(record),
    source_ip: record.source_ip,
  }
  return [{ kind: 'action', input }]
}

/** Each account's copy is a record of its own that can be missing, so each is an event of its own. */
export function audit(record: CloudTrailRecord): readonly EventDraft[] {
  const input = {
    ...callerColumns(record),
    event_id: `${inRecipient(record)} ${record.identity.type}`,
    target_account: record.recipient,
    role: record.identity.role,
    request_id: record.request_id,
    audit_id: record.shared_event_id || record.event_id,
    operation: record.operation,
    log_source: 'cloudtrail',
  }
  return [{ kind: 'audit', input }]
}

function resourceOf(record: CloudTrailRecord): string {
  const [first] = record.resources
  return textAt(first, 'ARN') || textAt(first, 'arn') || arnInMessage(record)
}
