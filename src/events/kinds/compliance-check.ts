/** Whether an account obeys a rule. */
import { requiredText, stateOf } from '../column.ts'
import { defineKind } from '../kind.ts'

export const complianceCheck = defineKind({
  kind: 'compliance_check',
  plural: 'compliance_checks',
  summary: 'Whether an account obeys a rule.',
  columns: {
    rule: requiredText(),
    /** AWS Config's words. */
    status: stateOf(['compliant', 'non_compliant', 'not_applicable', 'insufficient_data']),
  },
})
