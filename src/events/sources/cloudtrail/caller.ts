/** The columns that every event of a record shares: when, where and who called. */
import type { CloudTrailRecord } from './record.ts'

export function callerColumns(record: CloudTrailRecord) {
  return {
    time: record.time,
    emitter: record.event_source,
    source_account: record.identity.account,
    region: record.region,
    principal: record.identity.principal,
  }
}

/**
 * The identity of what happened in the recipient's account. Global services and a second trail deliver a record
 * more than once, and each account that a call concerns gets a copy of its own.
 */
export function inRecipient(record: CloudTrailRecord): string {
  return `${record.recipient} ${record.event_id}`
}
