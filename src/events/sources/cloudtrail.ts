/** AWS CloudTrail: every call to an AWS API, as its trail, EventBridge, CloudWatch Logs or a queue delivers it. */
import { parseBytes } from '../json.ts'
import type { SourceDefinition, SourceMessage, Told } from '../source.ts'
import { checkEvents, rejected } from '../told.ts'
import { recordsIn } from './cloudtrail/envelope.ts'
import { isForLater, readRecord } from './cloudtrail/record.ts'
import { draftsOf } from './cloudtrail/rules.ts'

export const cloudtrail = {
  source: 'cloudtrail',
  summary:
    'AWS CloudTrail records: token issuances, actions, their audit records, revocations, changes of links.',
  is_audit_log: true,
  // A CloudTrail record has no field that a caller could put its correlation id into.
  carries_correlation_id: false,
  tell,
} as const satisfies SourceDefinition

function tell(message: SourceMessage): readonly Told[] {
  if (message.value === null) return []
  const parsed = parseBytes(message.value)
  if (!parsed.ok) return [parsed]
  return recordsIn(parsed.value).map((found) => (found.ok ? tellRecord(found.value, message) : found))
}

function tellRecord(value: unknown, message: SourceMessage): Told {
  if (isForLater(value)) return { ok: true, events: [] }
  const read = readRecord(value)
  return read.ok ? checkEvents(draftsOf(read.record), message) : rejected(read.code, read.detail)
}
