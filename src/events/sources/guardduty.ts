/** Amazon GuardDuty findings, as EventBridge, an export to S3 or the API's GetFindings delivers them. */
import { parseBytes } from '../json.ts'
import type { SourceDefinition, SourceMessage, Told } from '../source.ts'
import { checkEvents, rejected } from '../told.ts'
import { recordsIn } from './aws-envelopes.ts'
import { findingDraft } from './guardduty/finding.ts'

export const guardduty = {
  source: 'guardduty',
  summary: 'Amazon GuardDuty findings, and every update of one.',
  is_audit_log: false,
  carries_correlation_id: false,
  tell,
} as const satisfies SourceDefinition

/** A finding, `{"Findings": […]}`, an array, or any of them in EventBridge, SNS or SQS. */
function tell(message: SourceMessage): readonly Told[] {
  if (message.value === null) return []
  const parsed = parseBytes(message.value)
  if (!parsed.ok) return [parsed]
  return recordsIn(parsed.value, 'Findings').map((found) => {
    if (!found.ok) return found
    const draft = findingDraft(found.value)
    if (draft !== null) return checkEvents([draft], message)
    return rejected('wrong_shape', 'finding: expected an id, a type and a severity')
  })
}
