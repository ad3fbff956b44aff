/** An attempt to deliver a log file. */
import { measure, momentOrNull, oneOf, sha256, text, word } from '../column.ts'
import { defineKind, outcomes } from '../kind.ts'

export const logDelivery = defineKind({
  kind: 'log_delivery',
  plural: 'log_deliveries',
  summary: 'An attempt to deliver a log file.',
  columns: {
    log_type: word(),
    /** Attempts to deliver one file carry the same. Its last part, the file's name, is what a manifest's keys are compared with. */
    object_key: text(),
    /** The time that the file's records cover. */
    period_start: momentOrNull(),
    period_end: momentOrNull(),
    outcome: oneOf(outcomes),
    lag_s: measure(),
    /** Of the file as it was received, decompressed: a manifest lists what it should be (A1). */
    sha256: sha256(),
  },
})
