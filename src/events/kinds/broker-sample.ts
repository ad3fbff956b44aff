/** How busy a token broker was at a moment. */
import { measure, requiredText } from '../column.ts'
import { defineKind } from '../kind.ts'

export const brokerSample = defineKind({
  kind: 'broker_sample',
  plural: 'broker_samples',
  summary: 'How busy a token broker was at a moment.',
  columns: {
    broker: requiredText(),
    /** 1 is all of its processors. */
    cpu_ratio: measure(),
    memory_bytes: measure(),
    /** Exchanges that wait. */
    queue_depth: measure(),
    /** Audit records that are not delivered yet. */
    audit_queue_depth: measure(),
  },
})
