/** How much of a service quota an account uses. */
import { requiredMeasure, requiredText } from '../column.ts'
import { defineKind } from '../kind.ts'

export const quotaSample = defineKind({
  kind: 'quota_sample',
  plural: 'quota_samples',
  summary: 'How much of a service quota an account uses.',
  columns: {
    service: requiredText(),
    quota: requiredText(),
    /** May be 0, which is no limit to measure headroom against (A3 leaves it out). */
    limit_value: requiredMeasure(),
    used_value: requiredMeasure(),
  },
})
