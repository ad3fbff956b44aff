/** An incident that was opened or resolved, or an update of one: each its own event. */
import { momentOrNull, requiredText, stateOf, stateOfOr, text } from '../column.ts'
import { defineKind } from '../kind.ts'

export const incident = defineKind({
  kind: 'incident',
  plural: 'incidents',
  summary: 'An incident that was opened or resolved, or an update of one.',
  columns: {
    incident_id: requiredText(),
    severity: stateOf(['sev1', 'sev2', 'sev3', 'sev4']),
    /** An update of an open incident is `opened` again: incidents are counted by their id (A10). */
    status: stateOfOr(['opened', 'resolved'], 'opened'),
    /** Null: the time of the first event of this incident. */
    opened_at: momentOrNull(),
    resolved_at: momentOrNull(),
    cause: text(),
  },
})
