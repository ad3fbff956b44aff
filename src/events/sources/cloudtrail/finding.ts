/** Findings that the trail itself makes: calls that nobody should make, and CloudTrail Insights. */
import { type JsonObject, objectAt, textAt } from '../../json.ts'
import { utcUnlessZoned } from '../../moment.ts'
import type { EventDraft } from '../../told.ts'
import { callerColumns, inRecipient } from './caller.ts'
import { snakeCase } from './outcome.ts'
import type { CloudTrailRecord } from './record.ts'

/** On GuardDuty's scale: 9 and above is critical, 7 to 8.9 high, below 4 low. */
export const severities = { critical: 9, high: 7, informational: 1 } as const

/** The rule's tale of a finding: each call is one of its own. */
export function finding(finding_type: string, severity: keyof typeof severities) {
  return (record: CloudTrailRecord): readonly EventDraft[] => {
    const input = {
      ...callerColumns(record),
      event_id: `${finding_type} ${inRecipient(record)}`,
      source_account: '',
      target_account: record.recipient,
      finding_id: `${finding_type} ${inRecipient(record)}`,
      finding_type,
      severity: severities[severity],
    }
    return [{ kind: 'finding', input }]
  }
}

/** Unusual rates of calls or errors, told at their start and at their end. */
export function insight(record: JsonObject, event_id: string): EventDraft {
  const details = objectAt(record, 'insightDetails')
  const type = textAt(details, 'insightType') || textAt(record, 'insightType')
  const time = utcUnlessZoned(textAt(record, 'eventTime'))
  const hasEnded = (textAt(details, 'state') || textAt(record, 'insightState')) === 'End'
  const recipient = textAt(record, 'recipientAccountId')
  const input = {
    event_id: `${recipient} ${event_id}`,
    time,
    emitter: textAt(details, 'eventSource') || textAt(record, 'eventSource'),
    target_account: recipient,
    region: textAt(record, 'awsRegion'),
    finding_id: textAt(record, 'sharedEventID') || event_id,
    finding_type: snakeCase(type),
    severity: severities.informational,
    status: hasEnded ? 'resolved' : 'open',
    updated_at: time,
  }
  return { kind: 'finding', input }
}
