/**
 * A detector's finding, or an update of one.
 * Every update is kept: its event_id is the finding's id and `updated_at` together, so none replaces another.
 * `time` is when the finding arose, the same in all of them, so that an update changes the minute it counts in.
 * Which update holds (the last) is for the indicator to say (A5).
 */
import { flag, momentOrNull, requiredMeasure, requiredText, stateOfOr, word } from '../column.ts'
import { defineKind } from '../kind.ts'

export const finding = defineKind({
  kind: 'finding',
  plural: 'findings',
  summary: 'A detector’s finding, or an update of one.',
  columns: {
    finding_id: requiredText(),
    finding_type: word(),
    /** GuardDuty's scale: 9 and above is critical, 7 to 8.9 high. */
    severity: requiredMeasure(),
    status: stateOfOr(['open', 'archived', 'resolved'], 'open'),
    /** Made to try the detector out. */
    sample: flag(false),
    updated_at: momentOrNull(),
  },
})
