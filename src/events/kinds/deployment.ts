/** A deployment and how it ended. */
import { oneOfOr, requiredText, word } from '../column.ts'
import { defineKind, outcomes } from '../kind.ts'

export const deployment = defineKind({
  kind: 'deployment',
  plural: 'deployments',
  summary: 'A deployment and how it ended.',
  columns: {
    /** Issuances made for it carry the same. */
    deploy_id: requiredText(),
    environment: word(),
    /** `unknown` while it runs. */
    outcome: oneOfOr(outcomes, 'unknown'),
  },
})
