/** AWS CloudTrail: every call to an AWS API, as its trail, EventBridge, CloudWatch Logs or a queue delivers it. */
import { contentId } from '../content-id.ts'
import { parseBytes, textAt } from '../json.ts'
import type { SourceDefinition, SourceMessage, Told } from '../source.ts'
import { checkEvents, rejected } from '../told.ts'
import { recordsIn } from './aws-envelopes.ts'
import { fileReceived } from './cloudtrail/delivery.ts'
import { readRecord } from './cloudtrail/record.ts'
import { documentRule, draftsOf } from './cloudtrail/rules.ts'

export const cloudtrail = {
  source: 'cloudtrail',
  summary:
    'AWS CloudTrail records, digests and Insights: token issuances, actions, their audit records, revocations, changes of links and policies, findings, deliveries of logs.',
  is_audit_log: true,
  // A CloudTrail record has no field that a caller could put its correlation id into.
  carries_correlation_id: false,
  tells_of_files: true,
  tell,
} as const satisfies SourceDefinition

function tell(message: SourceMessage): readonly Told[] {
  if (message.file !== undefined) return [checkEvents(fileReceived(message.file), message)]
  if (message.value === null) return []
  const parsed = parseBytes(message.value)
  if (!parsed.ok) return [parsed]
  return recordsIn(parsed.value, 'Records').map((found) =>
    found.ok ? tellRecord(found.value, message) : found,
  )
}

function tellRecord(value: unknown, message: SourceMessage): Told {
  const tellDocument = documentRule(value)
  if (tellDocument !== undefined) {
    const id = textAt(value, 'eventID') || contentId('cloudtrail', value)
    if (id === null) return rejected('wrong_shape', 'record: nested too deeply')
    return checkEvents([tellDocument(id)], message)
  }
  const read = readRecord(value)
  return read.ok ? checkEvents(draftsOf(read.record), message) : rejected(read.code, read.detail)
}
