/** A call into an account, made with a token or by an account's own principal. */
import { flag, measure, oneOf, oneOfOr, text, word } from '../column.ts'
import { defineKind, outcomes, phases } from '../kind.ts'

export const action = defineKind({
  kind: 'action',
  plural: 'actions',
  summary: 'A call into an account, made with a token or by an account’s own principal.',
  columns: {
    request_id: text(),
    phase: oneOfOr(phases, 'whole'),
    token_id: text(),
    operation: word(),
    resource: text(),
    outcome: oneOf(outcomes),
    error_type: word(),
    latency_ms: measure(),
    /** False where the call only starts work: its latency then says nothing about the link. */
    synchronous: flag(true),
    source_ip: word(),
  },
})
