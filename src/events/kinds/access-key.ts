/**
 * The state of a long-lived access key, as an inventory found it.
 * Each event tells all of it; the last one by `time` holds.
 */
import { momentOrNull, requiredText, stateOf } from '../column.ts'
import { defineKind } from '../kind.ts'

export const accessKey = defineKind({
  kind: 'access_key',
  plural: 'access_keys',
  summary: 'The state of a long-lived access key, as an inventory found it.',
  columns: {
    /** Its identifier (`AKIA…`), never the secret. */
    key_id: requiredText(),
    status: stateOf(['active', 'inactive', 'expired', 'deleted']),
    created_at: momentOrNull(),
    /** Null: never, or not known. */
    last_used_at: momentOrNull(),
  },
})
