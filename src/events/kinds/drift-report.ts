/** Whether a resource is as its infrastructure code says. */
import { flag, stateOf, text, word } from '../column.ts'
import { defineKind } from '../kind.ts'

export const driftReport = defineKind({
  kind: 'drift_report',
  plural: 'drift_reports',
  summary: 'Whether a resource is as its infrastructure code says.',
  columns: {
    stack: word(),
    /** Empty: the stack as a whole. */
    resource: text(),
    /** CloudFormation's words. Only the first two say anything (A7). */
    status: stateOf(['in_sync', 'drifted', 'unknown', 'not_checked']),
    /** False where the check itself failed. */
    run_ok: flag(true),
  },
})
