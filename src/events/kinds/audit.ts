/** An audit record of an action, or a policy engine's decision. */
import { measure, momentOrNull, text, word } from '../column.ts'
import { defineKind } from '../kind.ts'

export const audit = defineKind({
  kind: 'audit',
  plural: 'audits',
  summary: 'An audit record of an action, or a policy engine’s decision.',
  columns: {
    request_id: text(),
    /** The same for every copy of one record. */
    audit_id: text(),
    operation: word(),
    decision: word(),
    log_source: word(),
    /** When the record reached its log: the source's own, else the object's or broker's time, else the event's. */
    delivered_at: momentOrNull(),
    latency_ms: measure(),
  },
})
